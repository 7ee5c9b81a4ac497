package dev.ksqlconnect.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * The main class of each process that is started: runs the server's own, and ends when its parent
 * is gone.
 *
 * <p>The parent holds the other end of this process's standard input, which closes whatever ends
 * the parent. A Ctrl-C at the terminal goes to all processes at once and is left to the parent,
 * which stops them in the right order.
 */
public final class Launcher {
  private Launcher() {}

  /**
   * Runs.
   *
   * @param args the server's main class and its arguments; before them {@code --format} with the
   *     arguments for Kafka's StorageTool, up to {@code --}, for a broker's first start
   */
  public static void main(String[] args) throws Exception {
    Thread watch = new Thread(Launcher::endWithParent, "parent-watch");
    watch.setDaemon(true);
    watch.start();
    String[] rest = args;
    if (args[0].equals("--format")) {
      int end = Arrays.asList(args).indexOf("--");
      format(Arrays.copyOfRange(args, 1, end));
      rest = Arrays.copyOfRange(args, end + 1, args.length);
    }
    try {
      Class.forName(rest[0])
          .getMethod("main", String[].class)
          .invoke(null, (Object) Arrays.copyOfRange(rest, 1, rest.length));
    } catch (InvocationTargetException e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(1);
    }
  }

  private static void format(String[] args) throws ReflectiveOperationException {
    Object status =
        Class.forName("kafka.tools.StorageTool")
            .getMethod("execute", String[].class, PrintStream.class)
            .invoke(null, args, System.out);
    if (!Integer.valueOf(0).equals(status)) {
      throw new IllegalStateException("The log directory could not be formatted");
    }
  }

  private static void endWithParent() {
    try (InputStream parent = System.in) {
      while (parent.read() >= 0) {
        // Nobody writes; it is the end that counts.
      }
    } catch (IOException e) {
      // The same.
    }
    Runtime.getRuntime().exit(143);
  }
}
