package dev.ksqlconnect.harness;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A MariaDB server with its files in a folder, and an empty database {@code shop}. */
public final class MariaDb extends SqlDatabase {
  /** What makes the server's own tables, in this order. */
  private static final List<String> SYSTEM_TABLES =
      List.of(
          "mariadb_system_tables.sql",
          "mariadb_performance_tables.sql",
          "mariadb_system_tables_data.sql");

  /** Runs a program that ends when its parent is gone, which holds its input's other end. */
  private static final String WITH_PARENT =
      "exec 3<&0; { cat <&3 > /dev/null; kill $$; } & exec \"$@\" 3<&- < /dev/null";

  private final Path installed = Project.root().resolve("harness/mariadb/target/server");
  private final Path folder;
  private final int port = Ports.free();
  private Server server;

  private MariaDb(Path folder) {
    this.folder = folder.toAbsolutePath();
    this.server = launch();
  }

  /** Starts one, and waits until it answers. */
  public static MariaDb start(Path folder) {
    return new MariaDb(folder);
  }

  private Server launch() {
    File program = installed.resolve("bin/mariadbd").toFile();
    if (!program.exists() || !(program.canExecute() || program.setExecutable(true))) {
      throw new IllegalStateException(
          "MariaDB is not there; build with: mvn package -pl harness/mariadb");
    }
    try {
      if (Files.notExists(data())) {
        makeSystemTables();
      }
      Path init = folder.resolve("init.sql");
      Files.writeString(
          init,
          """
          CREATE DATABASE IF NOT EXISTS shop;
          CREATE USER IF NOT EXISTS 'app'@'127.0.0.1';
          GRANT ALL ON *.* TO 'app'@'127.0.0.1' WITH GRANT OPTION;
          """);
      List<String> command = command();
      command.add("--init-file=" + init);
      command.add("--bind-address=127.0.0.1");
      command.add("--port=" + port);
      command.add("--socket=");
      command.add("--pid-file=" + folder.resolve("mariadb.pid"));
      command.add("--skip-name-resolve");
      // Otherwise it makes a certificate for itself each time, which takes seconds.
      command.add("--skip-ssl");
      command.add("--character-set-server=utf8mb4");
      command.add("--default-time-zone=+00:00");
      List<String> watched = new ArrayList<>(List.of("sh", "-c", WITH_PARENT, "sh"));
      watched.addAll(command);
      Server started = Server.run("mariadb", watched, folder);
      started.await(this::answers);
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException("MariaDB could not be started", e);
    }
  }

  private Path data() {
    return folder.resolve("data");
  }

  private List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(installed.resolve("bin/mariadbd").toString());
    command.add("--no-defaults");
    command.add("--basedir=" + installed);
    command.add("--datadir=" + data());
    command.add("--tmpdir=" + folder);
    command.add("--lc-messages-dir=" + installed.resolve("share"));
    command.add("--innodb-log-file-size=4M");
    command.add("--innodb-buffer-pool-size=32M");
    if (System.getProperty("user.name").equals("root")) {
      // It refuses to run as root by accident.
      command.add("--user=root");
    }
    return command;
  }

  private void makeSystemTables() throws IOException {
    Files.createDirectories(data());
    StringBuilder sql = new StringBuilder("CREATE DATABASE mysql;\nUSE mysql;\n");
    for (String file : SYSTEM_TABLES) {
      sql.append(Files.readString(installed.resolve("share").resolve(file)));
    }
    Path script = Files.writeString(folder.resolve("system-tables.sql"), sql);
    Path log = folder.resolve("mariadb-bootstrap.log");
    List<String> command = command();
    command.add("--bootstrap");
    try {
      int status =
          new ProcessBuilder(command)
              .redirectInput(script.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start()
              .waitFor();
      if (status != 0) {
        throw new IllegalStateException(
            "MariaDB's own tables could not be made:\n" + Files.readString(log));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private boolean answers() {
    try (Connection connection = connect()) {
      return connection.isValid(5);
    } catch (SQLException e) {
      return false;
    }
  }

  /** Where it is, without a password; the user may do everything, in all databases. */
  @Override
  public String url() {
    return "jdbc:mariadb://127.0.0.1:" + port + "/shop?user=app";
  }

  public int port() {
    return port;
  }

  /** Several statements at once the driver takes only when it is asked to. */
  @Override
  Connection connect() throws SQLException {
    return DriverManager.getConnection(url() + "&allowMultiQueries=true");
  }

  /** Stops the server; what it holds stays. */
  public void stop() {
    server.stop();
  }

  /** Starts it again, where it was. */
  public void startAgain() {
    server = launch();
  }

  @Override
  public void close() {
    stop();
  }
}
