package dev.ksqlconnect.systemtest;

import dev.ksqlconnect.harness.Worker;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Asks for the event stream and reads no more of it than is wanted, as no client library would. */
final class RawListener {
  private RawListener() {}

  /** Asks, with more headers; what is answered stays to be read. */
  static Socket ask(Worker worker, String... headers) throws IOException {
    StringBuilder request =
        new StringBuilder(
            "GET /topic-announcements HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    URI url = URI.create(worker.url());
    Socket socket = new Socket(url.getHost(), url.getPort());
    socket.setSoTimeout(60_000);
    socket.setReceiveBufferSize(1_024);
    socket
        .getOutputStream()
        .write(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /** The status line of the answer. */
  static String firstLine(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.append((char) c);
    }
    return line.toString();
  }
}
