package io.landfall.ingest.list;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A web server over a real port whose answers, and their faults, are laid down in advance. */
public final class SceneListServer implements AutoCloseable {
  private final ServerSocket socket;
  private final Deque<Answer> answers = new ArrayDeque<>();
  private final List<Socket> open = new ArrayList<>();

  /** Head lines of each request, in their order. */
  public final List<List<String>> requests = new ArrayList<>();

  /**
   * An answer.
   *
   * @param head its status line and headers, the length of the body aside
   * @param sent how many bytes of the body are sent
   * @param stays whether the connection stays open after them
   */
  public record Answer(String head, byte[] body, int sent, boolean stays) {
    public static Answer whole(String head, byte[] body) {
      return new Answer(head, body, body.length, false);
    }

    public static Answer cut(String head, byte[] body, int sent) {
      return new Answer(head, body, sent, false);
    }

    public static Answer stuck(String head, byte[] body, int sent) {
      return new Answer(head, body, sent, true);
    }
  }

  public SceneListServer() throws IOException {
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    var thread = new Thread(this::serve, "list-server");
    thread.setDaemon(true);
    thread.start();
  }

  public String url(String path) {
    return "http://127.0.0.1:" + socket.getLocalPort() + path;
  }

  public synchronized void answer(Answer answer) {
    answers.add(answer);
  }

  public synchronized String header(int request, String name) {
    return requests.get(request).stream()
        .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElse("");
  }

  private void serve() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        open.add(connection);
        talk(connection);
      } catch (IOException e) {
        // the client went away, or the test is over
      }
    }
  }

  private void talk(Socket connection) throws IOException {
    var in =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
    List<String> lines = new ArrayList<>();
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      lines.add(line);
    }
    Answer answer;
    synchronized (this) {
      requests.add(lines);
      answer =
          answers.isEmpty()
              ? Answer.whole("HTTP/1.1 500 Nothing laid down", new byte[0])
              : answers.poll();
    }
    OutputStream out = connection.getOutputStream();
    String head =
        answer.head().replace("\n", "\r\n")
            + "\r\nContent-Length: "
            + answer.body().length
            + "\r\nConnection: close\r\n\r\n";
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    out.write(answer.body(), 0, answer.sent());
    out.flush();
    if (!answer.stays()) {
      connection.close();
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket connection : open) {
      connection.close();
    }
  }
}
