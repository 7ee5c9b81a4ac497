package dev.ksqlconnect.delegate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.TransactionContext;
import org.jspecify.annotations.Nullable;

/**
 * Carries a delegate's transaction boundaries over to the records the wrapper hands out.
 *
 * <p>A task that defines its own boundaries (KIP-618) names records to its transaction context; the
 * worker later looks for a record that equals one so named. What it sees are the wrapper's records,
 * so the delegate's have to be exchanged for those, or the task would run and never commit. A
 * delegate may name a record before its {@code poll} returns it, or after; both are served.
 */
final class WrapperTransactions {
  private final TransactionContext context;

  /** What was asked for a record that {@code poll} has not returned yet, by the original. */
  private final Map<SourceRecord, BiConsumer<TransactionContext, SourceRecord>> asked =
      new HashMap<>();

  /** The last batch: the delegate's records and the wrapper's in their place. */
  private final Map<SourceRecord, SourceRecord> handedOut = new HashMap<>();

  WrapperTransactions(TransactionContext context) {
    this.context = context;
  }

  /** What the delegate sees. */
  TransactionContext forDelegate() {
    return ContextDecorator.decorate(
        TransactionContext.class,
        context,
        Map.of(
            "commitTransaction",
            args -> named(args, TransactionContext::commitTransaction, this::commitBatch),
            "abortTransaction",
            args -> named(args, TransactionContext::abortTransaction, this::abortBatch)));
  }

  private void commitBatch() {
    context.commitTransaction();
  }

  private void abortBatch() {
    context.abortTransaction();
  }

  private synchronized @Nullable Object named(
      Object[] args, BiConsumer<TransactionContext, SourceRecord> request, Runnable forBatch) {
    if (args.length == 0) {
      forBatch.run();
      return null;
    }
    SourceRecord original = (SourceRecord) args[0];
    SourceRecord record = handedOut.get(original);
    if (record != null) {
      request.accept(context, record);
    } else {
      asked.put(original, request);
    }
    return null;
  }

  /** Takes note of a batch before it is handed to Connect; both lists are in the same order. */
  synchronized void handOut(List<SourceRecord> originals, List<SourceRecord> records) {
    handedOut.clear();
    for (int i = 0; i < originals.size(); i++) {
      SourceRecord original = originals.get(i);
      SourceRecord record = records.get(i);
      handedOut.put(original, record);
      BiConsumer<TransactionContext, SourceRecord> request = asked.remove(original);
      if (request != null) {
        request.accept(context, record);
      }
    }
  }
}
