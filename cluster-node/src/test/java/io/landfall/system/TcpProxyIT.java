package io.landfall.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The proxy before a server that answers each line of four bytes with the same four. */
class TcpProxyIT {
  private final Queue<String> received = new ConcurrentLinkedQueue<>();
  private ServerSocket server;
  private TcpProxy proxy;

  @BeforeEach
  void start() throws IOException {
    server = new ServerSocket(0);
    new Thread(this::serve).start();
    proxy = TcpProxy.to("127.0.0.1", server.getLocalPort());
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    server.close();
  }

  @Test
  void healthyItPassesBytesBothWays() throws IOException {
    try (Socket client = connect()) {
      assertThat(ask(client, "ping")).isEqualTo("ping");
      assertThat(ask(client, "pong")).isEqualTo("pong");
    }
  }

  @Test
  void downItResetsWhatIsOpenAndWhatIsNew() throws IOException {
    try (Socket client = connect()) {
      ask(client, "ping");
      proxy.down();
      assertThatThrownBy(() -> ask(client, "lost")).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> ask(connect(), "lost")).isInstanceOf(IOException.class);
    }
    proxy.heal();
    assertThat(ask(connect(), "back")).isEqualTo("back");
    assertThat(received).containsExactly("ping", "back");
  }

  @Test
  void silentItSaysNothingToThoseWhoAreMeant() throws IOException {
    try (Socket client = connect()) {
      ask(client, "ping");
      proxy.blackhole(address -> address.getHostAddress().equals("127.0.0.9"));
      assertThat(ask(client, "pong")).isEqualTo("pong");
      proxy.blackhole();
      assertThatThrownBy(() -> ask(client, "lost")).isInstanceOf(SocketTimeoutException.class);
      proxy.heal();
      assertThatThrownBy(() -> ask(client, "gone")).isInstanceOf(IOException.class);
    }
    assertThat(received).containsExactly("ping", "pong");
  }

  @Test
  void slowItHoldsAnswersBack() throws IOException {
    try (Socket client = connect()) {
      proxy.latency(Duration.ofMillis(300));
      long began = System.nanoTime();
      ask(client, "ping");
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(299));
    }
  }

  @Test
  void aLimitCutsInTheMiddleOfAnAnswer() throws IOException {
    try (Socket client = connect()) {
      ask(client, "ping");
      proxy.resetAfterBytes(6);
      assertThat(ask(client, "pong")).isEqualTo("pong");
      assertThatThrownBy(() -> ask(client, "half")).isInstanceOf(IOException.class);
    }
    assertThat(received).containsExactly("ping", "pong", "half");
  }

  @Test
  void theAnswerToOneRequestIsCutAfterTheServerHasIt() throws IOException {
    proxy.dropAnswerTo("ping", "done");
    try (Socket client = connect();
        Socket other = connect()) {
      assertThat(ask(other, "done")).isEqualTo("done");
      assertThat(ask(client, "ping")).isEqualTo("ping");
      assertThatThrownBy(() -> ask(client, "done")).isInstanceOf(IOException.class);
    }
    assertThat(proxy.isArmed()).isFalse();
    assertThat(ask(connect(), "done")).isEqualTo("done");
    assertThat(received).containsExactly("done", "ping", "done", "done");
  }

  private Socket connect() throws IOException {
    var socket = new Socket("127.0.0.1", proxy.port());
    socket.setSoTimeout(500);
    return socket;
  }

  private static String ask(Socket client, String word) throws IOException {
    client.getOutputStream().write(word.getBytes(StandardCharsets.US_ASCII));
    byte[] answer = new byte[4];
    new DataInputStream(client.getInputStream()).readFully(answer);
    return new String(answer, StandardCharsets.US_ASCII);
  }

  private void serve() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        new Thread(() -> echo(client)).start();
      } catch (IOException e) {
        return; // the test is over
      }
    }
  }

  private void echo(Socket client) {
    try (client) {
      var in = new DataInputStream(client.getInputStream());
      OutputStream out = client.getOutputStream();
      byte[] word = new byte[4];
      while (true) {
        in.readFully(word);
        received.add(new String(word, StandardCharsets.US_ASCII));
        out.write(word);
      }
    } catch (EOFException e) {
      // the client has left
    } catch (IOException e) {
      // it was thrown out
    }
  }
}
