package io.landfall.node.local.server;

import io.landfall.node.local.CommandRequest;
import io.landfall.node.local.Handshake;
import io.landfall.node.local.NodeFrame;
import io.landfall.node.local.NodeFrame.FrameKind;
import io.landfall.node.local.TimedInput;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection of a client, from its handshake to its end. */
final class CommandSession {
  private static final Logger LOG = LoggerFactory.getLogger(CommandSession.class);
  private static final int HANDSHAKE_MILLIS = 10_000;
  private static final int FAILED = 1;

  private final CommandServer server;
  private final Socket socket;
  private volatile CommandOutput running;

  CommandSession(CommandServer server, Socket socket) {
    this.server = server;
    this.socket = socket;
  }

  /** Serves it; returns when it is closed. */
  void serve() {
    try (socket) {
      socket.setTcpNoDelay(true);
      var input = new TimedInput(socket, HANDSHAKE_MILLIS);
      var in = new DataInputStream(new BufferedInputStream(input));
      var out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
      if (!Handshake.asNode(in, out, server.token())) {
        LOG.debug("A client did not know the token of this node"); // any account may be that
        return;
      }
      if (!server.admit(this)) {
        LOG.warn("Refused a client: there are too many");
        return;
      }
      NodeFrame first = NodeFrame.read(in);
      input.unlimited();
      if (first != null && first.kind() != null) {
        answer(first, in, out);
      }
    } catch (IOException e) {
      LOG.debug("A client has gone", e);
    } finally {
      server.remove(this);
    }
  }

  private void answer(NodeFrame first, DataInputStream in, DataOutputStream out)
      throws IOException {
    switch (first.kind()) {
      case RUN -> run(CommandRequest.decode(first.bytes()), in, out);
      case STATUS -> NodeFrame.of(FrameKind.FACTS, facts()).write(out);
      case STOP -> {
        server.requestEnd();
        awaitEndOfProcess(in);
      }
      case STOP_NOW -> {
        server.cancelAll();
        awaitEndOfProcess(in);
      }
      case CANCEL, ACCEPTED, ENDING, OTHER_SETTINGS, EXPORT, OUT, ERR, EXIT, FACTS ->
          throw new IOException("Not expected: " + first.kind());
    }
  }

  /** The client takes the end of the connection for that of the node. */
  private static void awaitEndOfProcess(DataInputStream in) throws IOException {
    while (in.read() >= 0) {
      // nothing is expected
    }
  }

  private void run(CommandRequest command, DataInputStream in, DataOutputStream out)
      throws IOException {
    if (!server.begin()) {
      new NodeFrame(FrameKind.ENDING, new byte[0]).write(out);
      return;
    }
    var output = new CommandOutput(out);
    running = output;
    watch(in, output);
    try {
      CommandRunner runner = server.runner().toCompletableFuture().join();
      List<String> others = runner.otherSettings(command);
      if (others.isEmpty()) {
        output.send(new NodeFrame(FrameKind.ACCEPTED, new byte[0]));
        output.send(NodeFrame.of(FrameKind.EXIT, Integer.toString(runner.run(command, output))));
      } else {
        output.send(NodeFrame.of(FrameKind.OTHER_SETTINGS, String.join(", ", others)));
      }
    } catch (CompletionException e) {
      refuse(output, e.getCause() == null ? e : e.getCause());
    } catch (RuntimeException | LinkageError | StackOverflowError e) { // of a replaced jar
      refuse(output, e);
    } finally {
      server.end();
    }
  }

  private static void refuse(CommandOutput output, Throwable why) {
    LOG.warn("A command was refused", why);
    output.send(NodeFrame.of(FrameKind.ERR, "landfall: " + message(why) + System.lineSeparator()));
    int exitCode = why instanceof CommandRefusedException refused ? refused.exitCode() : FAILED;
    output.send(NodeFrame.of(FrameKind.EXIT, Integer.toString(exitCode)));
  }

  private static String message(Throwable why) {
    return why instanceof Error || why.getMessage() == null ? why.toString() : why.getMessage();
  }

  /** A client that goes away has cancelled, as if its process had done the work. */
  private static void watch(DataInputStream in, CommandOutput output) {
    var watching =
        new Thread(
            () -> {
              try {
                NodeFrame frame = NodeFrame.read(in);
                while (frame != null && frame.kind() != FrameKind.CANCEL) {
                  frame = NodeFrame.read(in);
                }
              } catch (IOException e) {
                LOG.debug("A client has gone", e);
              }
              output.cancel();
            },
            "command-watch");
    watching.setDaemon(true);
    watching.start();
  }

  /** Ends a connection that has proven nothing, for the sake of others. */
  void drop() {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("Cannot close a connection", e);
    }
  }

  void cancel() {
    CommandOutput output = running;
    if (output != null) {
      output.cancel();
    }
  }

  private String facts() {
    Map<String, String> facts = new TreeMap<>();
    facts.put("commands", Integer.toString(server.commands()));
    var runner = server.runner().toCompletableFuture();
    if (runner.isDone() && !runner.isCompletedExceptionally()) {
      facts.put("state", "ready");
      facts.putAll(runner.join().facts());
    } else {
      facts.put("state", "starting");
    }
    return facts.entrySet().stream()
        .map(fact -> fact.getKey() + "=" + fact.getValue().replace('\n', ' '))
        .collect(Collectors.joining("\n"));
  }
}
