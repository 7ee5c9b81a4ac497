package dev.ksqlconnect.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** A process that runs a server, with its output in a file. */
final class Server {
  private static final Duration START = Duration.ofSeconds(90);
  private static final Duration STOP = Duration.ofSeconds(20);

  private final String name;
  private final Process process;
  private final Path log;

  private Server(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /**
   * Starts one of Kafka's.
   *
   * @param arguments those of {@link Launcher}
   * @param folder where its files are, the log among them
   */
  static Server start(
      String name, KafkaLine line, List<String> options, List<String> arguments, Path folder) {
    return start(name, line.classPath(), line::loggingOption, options, arguments, folder);
  }

  /**
   * Starts a server.
   *
   * @param loggingOption tells its logging library of the configurations in a folder
   * @param arguments those of {@link Launcher}
   * @param folder where its files are, the log among them
   */
  static Server start(
      String name,
      String classPath,
      Function<Path, String> loggingOption,
      List<String> options,
      List<String> arguments,
      Path folder) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            // Nothing outside of the folder, not even for a while.
            "-XX:-UsePerfData",
            "-Djava.io.tmpdir=" + temporary(folder),
            "-Djava.net.preferIPv4Stack=true"));
    command.addAll(options);
    command.add(loggingOption.apply(writeLogging(folder)));
    command.add("-cp");
    command.add(classPath + java.io.File.pathSeparator + ownClasses());
    command.add(Launcher.class.getName());
    command.addAll(arguments);
    return run(name, command, folder);
  }

  /**
   * Starts any program that runs until it is stopped.
   *
   * @param folder what it works in, and where its log is
   */
  static Server run(String name, List<String> program, Path folder) {
    // A Ctrl-C at the terminal goes to all processes at once; it is the parent's to stop them, in
    // the right order. A program leaves a signal ignored that was ignored when it began.
    List<String> command = new ArrayList<>(List.of("sh", "-c", "trap '' INT; exec \"$@\"", "sh"));
    command.addAll(program);
    Path log = folder.resolve(name + ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      Exit.RUNNING.add(process);
      return new Server(name, process, log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The option that tells Log4j 2 of its configuration in a folder. */
  static String log4j2(Path folder) {
    return "-Dlog4j2.configurationFile=" + folder.resolve("log4j2.properties").toUri();
  }

  private static String ownClasses() {
    try {
      return Path.of(Launcher.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (java.net.URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path temporary(Path folder) {
    try {
      return Files.createDirectories(folder.resolve("tmp"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static synchronized Path writeLogging(Path folder) {
    try {
      Files.createDirectories(folder);
      for (String file : List.of("log4j.properties", "log4j2.properties")) {
        Path target = folder.resolve(file);
        if (!Files.exists(target)) {
          try (var in = Server.class.getResourceAsStream(file)) {
            Files.copy(in, target);
          }
        }
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the server answers; tells what it logged last if it does not come up. */
  void await(BooleanSupplier ready) {
    long deadline = System.nanoTime() + START.toNanos();
    while (!ready.getAsBoolean()) {
      if (!process.isAlive()) {
        throw new IllegalStateException(
            name + " ended with status " + process.exitValue() + ":\n" + lastLines());
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            name + " did not come up within " + START + ":\n" + lastLines());
      }
      Waiting.pause();
    }
  }

  Path log() {
    return log;
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Stops it in its own way, and by force if that takes too long. */
  void stop() {
    process.destroy();
    try {
      if (!process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    Exit.RUNNING.remove(process);
  }

  /** Ends it at once, as a crash would. */
  void kill() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Exit.RUNNING.remove(process);
  }

  private String lastLines() {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }
}
