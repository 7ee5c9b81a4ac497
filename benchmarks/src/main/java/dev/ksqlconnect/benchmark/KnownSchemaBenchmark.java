package dev.ksqlconnect.benchmark;

import dev.ksqlconnect.announcer.KsqlHints;
import dev.ksqlconnect.announcer.TaskAnnouncer;
import dev.ksqlconnect.announcer.TopicDescription;
import dev.ksqlconnect.announcer.Wanted;
import dev.ksqlconnect.smt.AnnounceTopics;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What announcing costs a record of a topic and schema that have been announced. */
@State(Scope.Thread)
public class KnownSchemaBenchmark {
  /** As many records as a JDBC source brings in one poll. */
  static final int POLL = 100;

  /** So many topics are written. */
  @Param({"1"})
  public int topics = 1;

  /** So many records of a topic come before the next topic's. */
  @Param({"1"})
  public int inARow = 1;

  private final AnnounceTopics<SourceRecord> transform = new AnnounceTopics<>();
  private final TaskAnnouncer<SourceRecord> announcer =
      new TaskAnnouncer<>(
          Wanted.ofThisWorker(),
          true,
          1,
          record ->
              new TopicDescription(
                  "shop",
                  record.topic(),
                  null,
                  null,
                  record.valueSchema(),
                  List.of("id"),
                  KsqlHints.DEFAULT));
  private SourceRecord[] records = {};
  private int next;
  private int left;

  /** Makes the records, one for each topic, and has them seen. */
  @Setup
  public void setUp() throws InterruptedException {
    // Nobody is there who announces: the first record waits for so long, and no other.
    transform.configure(Map.of("connector", "shop", "announce.timeout.ms", "1"));
    records = new SourceRecord[topics];
    for (int i = 0; i < topics; i++) {
      records[i] = KeyBenchmark.record(i);
      transform.apply(records[i]);
      announcer.see(records[i]);
    }
    announcer.announce();
    left = inARow;
  }

  private SourceRecord next() {
    SourceRecord record = records[next];
    if (--left == 0) {
      left = inARow;
      next = next + 1 == records.length ? 0 : next + 1;
    }
    return record;
  }

  /** What is part of the others. */
  @Benchmark
  public SourceRecord nothing() {
    return next();
  }

  /** The transform, which sees each record on its own. */
  @Benchmark
  public SourceRecord transform() {
    return transform.apply(next());
  }

  /** What a wrapper does with each record of a poll, and once at its end. */
  @Benchmark
  @OperationsPerInvocation(POLL)
  public SourceRecord wrapper() throws InterruptedException {
    SourceRecord record = records[0];
    for (int i = 0; i < POLL; i++) {
      record = next();
      announcer.see(record);
    }
    announcer.announce();
    return record;
  }
}
