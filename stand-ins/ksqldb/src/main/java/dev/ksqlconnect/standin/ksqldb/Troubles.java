package dev.ksqlconnect.standin.ksqldb;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a test wants to go wrong with the statements to come. */
final class Troubles {
  private record Refusal(Predicate<String> statements, Reply reply) {}

  private final Deque<Reply> next = new ArrayDeque<>();
  private final List<Refusal> lasting = new ArrayList<>();
  private int fences;
  private int drops;

  /** The next requests get this. */
  synchronized void next(int n, Reply reply) {
    for (int i = 0; i < n; i++) {
      next.add(reply);
    }
  }

  /** All requests whose statements are such get this, until all is well again. */
  synchronized void always(Predicate<String> statements, Reply reply) {
    lasting.add(new Refusal(statements, reply));
  }

  synchronized void fence(int n) {
    fences += n;
  }

  synchronized void drop(int n) {
    drops += n;
  }

  synchronized void none() {
    next.clear();
    lasting.clear();
    fences = 0;
    drops = 0;
  }

  /** What a request with these statements gets in place of its answer, or null. */
  synchronized @Nullable Reply of(String statements) {
    Reply reply = next.poll();
    return reply != null
        ? reply
        : lasting.stream()
            .filter(refusal -> refusal.statements().test(statements))
            .map(Refusal::reply)
            .findFirst()
            .orElse(null);
  }

  /** Whether the CREATE that is about to be carried out is to be fenced. */
  synchronized boolean fences() {
    return fences > 0 && fences-- > 0;
  }

  /** Whether the connection is to be lost after the CREATE that has just been carried out. */
  synchronized boolean drops() {
    return drops > 0 && drops-- > 0;
  }
}
