package dev.ksqlconnect.harness;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The end of this process, be it by Ctrl-C: no server outlives it. */
public final class Exit {
  static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();
  private static final Set<Runnable> FIRST = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(Exit::end, "exit"));
  }

  private Exit() {}

  /** Does something at the end, while the servers are still there. */
  public static void first(Runnable what) {
    FIRST.add(what);
  }

  private static void end() {
    try {
      FIRST.forEach(Runnable::run);
    } finally {
      killServers();
    }
  }

  /** Ends all servers at once, as a crash would, also those that are still starting. */
  public static void killServers() {
    RUNNING.forEach(Process::destroyForcibly);
    RUNNING.forEach(process -> process.onExit().join());
  }
}
