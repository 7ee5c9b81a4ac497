package dev.ksqlconnect.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;

/** A database of SQLite's, which is a file and needs no server. */
public final class SqliteFile extends SqlDatabase {
  private final Path file;

  private SqliteFile(Path file) {
    this.file = file;
  }

  /** The database in a file, which the first statement makes if there is none. */
  public static SqliteFile at(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new SqliteFile(file.toAbsolutePath());
  }

  @Override
  public String url() {
    return "jdbc:sqlite:" + file;
  }

  /** The driver's {@code execute} would stop after the first. */
  @Override
  void executeAll(Statement statement, String statements) throws SQLException {
    statement.executeUpdate(statements);
  }

  /** Does nothing: the file stays. */
  @Override
  public void close() {}
}
