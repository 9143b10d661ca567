package io.landfall.node.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.landfall.node.local.NodeAddress.NodeKind;
import io.landfall.node.local.NodeConnection.Ending;
import io.landfall.node.local.NodeConnection.Outcome;
import io.landfall.node.local.NodeFrame.FrameKind;
import io.landfall.node.local.server.CommandOutput;
import io.landfall.node.local.server.CommandRunner;
import io.landfall.node.local.server.CommandServer;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class NodeConnectionIT {
  private static final int MORE_THAN_MAY_WAIT = 200;

  @TempDir Path folder;
  private final List<Socket> sockets = new ArrayList<>();
  private CommandServer server;

  @BeforeEach
  void open() throws IOException {
    server = CommandServer.open(folder, NodeKind.BACKGROUND);
  }

  @AfterEach
  void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private Socket connect(int port) throws IOException {
    var socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    sockets.add(socket);
    socket.setSoTimeout(5_000);
    return socket;
  }

  @Test
  void strangersWhoProveNothingGiveWayToLaterConnections() throws IOException {
    NodeAddress address = NodeAddress.find(folder).orElseThrow();
    for (int i = 0; i < MORE_THAN_MAY_WAIT; i++) {
      connect(address.port());
    }
    assertThat(sockets.get(0).getInputStream().read()).isEqualTo(-1);
    try (NodeConnection client = NodeConnection.open(address).orElseThrow()) {
      assertThat(client.facts()).get().asString().contains("state=starting");
    }
  }

  @Test
  void whoProvesNothingIsAnsweredNothingButTheProofOfTheNode() throws IOException {
    NodeAddress address = NodeAddress.find(folder).orElseThrow();
    Socket stranger = connect(address.port());
    stranger.getOutputStream().write("LANDFALL".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    stranger.getOutputStream().write(new byte[16 + 32]);
    assertThat(stranger.getInputStream().readAllBytes()).hasSize(16 + 32);
  }

  @Test
  void anAddressThatIsNoMoreThisNodesOwnStaysWhenItEnds() throws IOException {
    NodeAddress other = NodeAddress.ofThisProcess(4711, "other", NodeKind.BACKGROUND);
    other.write(folder);
    server.close();
    assertThat(other.isWrittenIn(folder)).isTrue();
  }

  @Test
  void aNodeThatIsToEndNowWaitsForNoClientThatReadsNothing() throws Exception {
    var flooding = new CountDownLatch(1);
    server.ready(new Flood(flooding));
    NodeAddress address = NodeAddress.find(folder).orElseThrow();
    Socket socket = connect(address.port());
    var out = new DataOutputStream(socket.getOutputStream());
    Handshake.asClient(new DataInputStream(socket.getInputStream()), out, address.token());
    var command = new CommandRequest(List.of("export"), folder.toString(), Map.of(), 0, "");
    new NodeFrame(FrameKind.RUN, command.encode()).write(out);
    flooding.await();
    server.cancelAll();
    server.awaitEnd(Duration.ofHours(1), Duration.ofMillis(50), () -> false);
    assertThat(NodeAddress.find(folder)).contains(address);
  }

  @Test
  void aCommandLineAsLongAsASystemAllowsIsHandedOver() {
    server.ready(new Counting(new CountDownLatch(0)));
    List<String> arguments = new ArrayList<>(List.of("export"));
    arguments.addAll(Collections.nCopies(60, "x".repeat(100_000)));
    arguments.addAll(Collections.nCopies(500_000, "y"));
    assertThat(run(arguments).exitCode()).isEqualTo(arguments.size() % 256);
  }

  @Test
  void aNodeThatHoldsTooMuchEndsAfterItsCommandsAndLaterOnesAreToldToWait() throws Exception {
    var mayEnd = new CountDownLatch(1);
    server.ready(new Counting(mayEnd));
    var first = CompletableFuture.supplyAsync(() -> run(List.of("export")));
    await().until(() -> facts().contains("commands=1"));
    var end = CompletableFuture.runAsync(this::awaitEndOfUsedUp);
    assertThat(end).isNotDone();
    mayEnd.countDown();
    assertThat(first.get().ending()).isEqualTo(Ending.EXIT);
    end.get();
    assertThat(run(List.of("export")).ending()).isEqualTo(Ending.NODE_ENDS);
  }

  private void awaitEndOfUsedUp() {
    try {
      server.awaitEnd(Duration.ofHours(1), Duration.ofHours(1), () -> true);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private String facts() {
    try (NodeConnection client =
        NodeConnection.open(NodeAddress.find(folder).orElseThrow()).orElseThrow()) {
      return client.facts().orElse("");
    }
  }

  private Outcome run(List<String> arguments) {
    try (NodeConnection client =
        NodeConnection.open(NodeAddress.find(folder).orElseThrow()).orElseThrow()) {
      return client.run(
          new CommandRequest(arguments, folder.toString(), Map.of(), 0, ""),
          OutputStream.nullOutputStream(),
          OutputStream.nullOutputStream());
    }
  }

  /** A command that ends when it may, with the number of its arguments. */
  private record Counting(CountDownLatch mayEnd) implements CommandRunner {
    @Override
    public List<String> otherSettings(CommandRequest command) {
      return List.of();
    }

    @Override
    public int run(CommandRequest command, CommandOutput output) {
      try {
        mayEnd.await();
      } catch (InterruptedException e) {
        return 1;
      }
      return command.arguments().size() % 256;
    }

    @Override
    public boolean isBusy() {
      return false;
    }

    @Override
    public Map<String, String> facts() {
      return Map.of();
    }
  }

  @Test
  void theTimeForAnAnswerIsThatOfAllItsBytes() throws IOException {
    try (var listening = new ServerSocket(0)) {
      Socket sending = connect(listening.getLocalPort());
      try (Socket receiving = listening.accept();
          var input = new TimedInput(receiving, 300)) {
        assertThatThrownBy(
                () -> {
                  while (true) {
                    sending.getOutputStream().write(1);
                    input.read();
                  }
                })
            .isInstanceOf(SocketTimeoutException.class);
      }
    }
  }

  /** A command that prints without end. */
  private record Flood(CountDownLatch begun) implements CommandRunner {
    @Override
    public List<String> otherSettings(CommandRequest command) {
      return List.of();
    }

    @Override
    public int run(CommandRequest command, CommandOutput output) {
      PrintWriter out = output.writer(FrameKind.OUT);
      begun.countDown();
      while (!out.checkError()) {
        out.println("0123456789".repeat(1000));
      }
      return 0;
    }

    @Override
    public boolean isBusy() {
      return false;
    }

    @Override
    public Map<String, String> facts() {
      return Map.of();
    }
  }
}
