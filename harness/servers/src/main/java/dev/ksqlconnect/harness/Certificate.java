package dev.ksqlconnect.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A host's certificate that vouches for itself, with its key, in a file that can be the store of
 * the server's key as well as the clients' store of whom they trust.
 */
public record Certificate(Path store) {
  /** The password of the store and of the key. */
  public static final String PASSWORD = "changeit";

  /** Makes one, in a folder. */
  public static Certificate of(String host, Path folder) {
    Path store = folder.resolve(host + ".p12");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-alias", host, "-keyalg", "RSA", "-validity", "30"));
    command.addAll(List.of("-dname", "CN=" + host, "-ext", "SAN=dns:" + host));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    command.addAll(List.of("-keystore", store.toString()));
    try {
      Files.createDirectories(folder);
      Files.deleteIfExists(store);
      Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (keytool.waitFor() != 0) {
        throw new IllegalStateException("keytool: " + said);
      }
      return new Certificate(store);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The settings of a client that trusts it; each behind a prefix. */
  public Map<String, String> trusted(String prefix) {
    return Map.of(
        prefix + "ssl.truststore.location",
        store.toString(),
        prefix + "ssl.truststore.password",
        PASSWORD,
        prefix + "ssl.truststore.type",
        "PKCS12");
  }

  /** The settings of a client that shows it to who asks; each behind a prefix. */
  public Map<String, String> shown(String prefix) {
    return Map.of(
        prefix + "ssl.keystore.location",
        store.toString(),
        prefix + "ssl.keystore.password",
        PASSWORD,
        prefix + "ssl.keystore.type",
        "PKCS12",
        prefix + "ssl.key.password",
        PASSWORD);
  }
}
