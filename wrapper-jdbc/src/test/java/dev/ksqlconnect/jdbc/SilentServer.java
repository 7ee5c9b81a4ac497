package dev.ksqlconnect.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A server that takes connections, and then says nothing; at once, or from some request on. */
final class SilentServer implements AutoCloseable {
  private final ServerSocket server;
  private final List<Socket> open = Collections.synchronizedList(new ArrayList<>());

  private SilentServer(ServerSocket server) {
    this.server = server;
  }

  /** One that never says anything. */
  static SilentServer start() throws IOException {
    return new SilentServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
  }

  /** One that passes everything on to another until a request holds a text. */
  static SilentServer before(int port, String text) throws IOException {
    SilentServer silent = start();
    silent.inBackground(() -> silent.passOn(port, text));
    return silent;
  }

  int port() {
    return server.getLocalPort();
  }

  private void passOn(int port, String text) throws IOException {
    while (true) {
      Socket client = server.accept();
      Socket real = new Socket(InetAddress.getLoopbackAddress(), port);
      open.add(client);
      open.add(real);
      inBackground(() -> real.getInputStream().transferTo(client.getOutputStream()));
      inBackground(() -> pass(client.getInputStream(), real.getOutputStream(), text));
    }
  }

  private static void pass(InputStream from, OutputStream to, String text) throws IOException {
    byte[] buffer = new byte[65_536];
    while (true) {
      int length = from.read(buffer);
      if (length < 0 || new String(buffer, 0, length, StandardCharsets.ISO_8859_1).contains(text)) {
        return;
      }
      to.write(buffer, 0, length);
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private void inBackground(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // Closed, by whomever.
              }
            },
            "silent-server");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : List.copyOf(open)) {
      socket.close();
    }
  }
}
