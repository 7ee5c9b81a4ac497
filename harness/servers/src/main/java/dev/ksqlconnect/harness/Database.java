package dev.ksqlconnect.harness;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A PostgreSQL server with its files in a folder. */
public final class Database extends SqlDatabase {
  private static final Duration START = Duration.ofSeconds(60);

  private final Path folder;
  private final Map<String, String> more;
  private final int port = Ports.free();
  private EmbeddedPostgres postgres;

  private Database(Path folder, Map<String, String> more) {
    this.folder = folder;
    this.more = more;
    this.postgres = launch(true);
  }

  /** Starts one, and waits until it answers. */
  public static Database start(Path folder) {
    return start(folder, Map.of());
  }

  /** As above, with more settings of the server's. */
  public static Database start(Path folder, Map<String, String> settings) {
    return new Database(folder, settings);
  }

  private EmbeddedPostgres launch(boolean first) {
    try {
      Files.createDirectories(folder);
      EmbeddedPostgres.Builder server =
          EmbeddedPostgres.builder()
              .setPort(port)
              .setOverrideWorkingDirectory(folder.resolve("binaries").toFile())
              .setDataDirectory(folder.resolve("data"))
              .setCleanDataDirectory(false)
              .setServerConfig("wal_level", "logical")
              .setServerConfig("unix_socket_directories", "")
              .setPGStartupWait(START);
      more.forEach(server::setServerConfig);
      return server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(first ? "PostgreSQL could not be started" : "…again", e);
    }
  }

  /** Where it is, without a password: anybody on this machine may connect. */
  @Override
  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres";
  }

  public int port() {
    return port;
  }

  /** Stops the server; what it holds stays. */
  public void stop() {
    try {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it again, where it was. */
  public void startAgain() {
    postgres = launch(false);
  }

  @Override
  public void close() {
    stop();
  }
}
