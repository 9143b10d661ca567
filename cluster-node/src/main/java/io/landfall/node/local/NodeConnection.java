package io.landfall.node.local;

import io.landfall.node.local.NodeFrame.FrameKind;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Optional;

/**
 * One connection of a client to a node: one command, or a question, and what comes of it.
 *
 * <p>After the {@link Handshake} the client sends one frame; the node answers with frames and
 * closes. Of a command: {@code ACCEPTED}, then {@code OUT}, {@code ERR} and {@code EXPORT} as they
 * come, {@code EXIT} last; or {@code ENDING} or {@code OTHER_SETTINGS} alone, when nothing was
 * done.
 */
final class NodeConnection implements AutoCloseable {
  private static final int CONNECT_MILLIS = 5_000;

  /** A node that others flood with connections drops the oldest that have proven nothing. */
  private static final int ATTEMPTS = 5;

  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;

  private NodeConnection(Socket socket, TimedInput input) throws IOException {
    this.socket = socket;
    in = new DataInputStream(new BufferedInputStream(input));
    out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
  }

  /** How a command ended, or why it did not begin. */
  enum Ending {
    EXIT,
    /** The node ends; the command was not begun. */
    NODE_ENDS,
    /** The node has other settings; the command was not begun. */
    OTHER_SETTINGS,
    /** The connection broke off before the command was begun. */
    NOT_BEGUN,
    /** The connection broke off after that. */
    LOST
  }

  /**
   * What came of a command.
   *
   * @param exitCode of {@code EXIT}
   * @param text the settings of {@code OTHER_SETTINGS}; the export's id of {@code LOST}, empty if
   *     there is none yet
   */
  record Outcome(Ending ending, int exitCode, String text) {}

  /** Connects; empty if nobody, or somebody else, listens there: the node has ended. */
  static Optional<NodeConnection> open(NodeAddress address) {
    Optional<NodeConnection> opened = Optional.empty();
    try {
      for (int i = 0; i < ATTEMPTS && opened.isEmpty(); i++) {
        opened = openOnce(address);
      }
    } catch (IOException e) {
      // nobody listens there, or somebody who does not answer
    }
    return opened;
  }

  /** Connects; empty if the other side is none, or breaks off. */
  private static Optional<NodeConnection> openOnce(NodeAddress address) throws IOException {
    var socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.connect(
          new InetSocketAddress(
              InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), address.port()),
          CONNECT_MILLIS);
      var input = new TimedInput(socket, CONNECT_MILLIS);
      var connection = new NodeConnection(socket, input);
      if (Handshake.asClient(connection.in, connection.out, address.token())) {
        input.unlimited();
        return Optional.of(connection);
      }
      closeQuietly(socket);
    } catch (ConnectException | SocketTimeoutException e) {
      closeQuietly(socket);
      throw e;
    } catch (IOException e) {
      closeQuietly(socket);
    }
    return Optional.empty();
  }

  /** Hands a command over and relays what it prints, until it has ended. */
  Outcome run(CommandRequest command, OutputStream stdout, OutputStream stderr) {
    boolean begun = false;
    String export = command.exportId();
    try {
      send(new NodeFrame(FrameKind.RUN, command.encode()));
      for (NodeFrame frame = NodeFrame.read(in); frame != null; frame = NodeFrame.read(in)) {
        if (frame.kind() == null) {
          continue; // of a newer node, which knows that older clients pass over it
        }
        switch (frame.kind()) {
          case ACCEPTED -> begun = true;
          case OUT -> relay(frame, stdout);
          case ERR -> relay(frame, stderr);
          case EXPORT -> export = frame.text();
          case EXIT -> {
            return new Outcome(Ending.EXIT, Integer.parseInt(frame.text()), "");
          }
          case ENDING -> {
            return new Outcome(Ending.NODE_ENDS, 0, "");
          }
          case OTHER_SETTINGS -> {
            return new Outcome(Ending.OTHER_SETTINGS, 0, frame.text());
          }
          case RUN, CANCEL, STATUS, STOP, STOP_NOW, FACTS -> throw new IOException("Not asked for");
        }
      }
    } catch (IOException e) {
      // as at the end of the connection
    }
    return new Outcome(begun ? Ending.LOST : Ending.NOT_BEGUN, 0, export);
  }

  /** A reader who has gone hinders no export. */
  private static void relay(NodeFrame frame, OutputStream to) {
    try {
      to.write(frame.bytes());
      to.flush();
    } catch (IOException e) {
      // as of a closed pipe: what is printed is lost, as it is of any program
    }
  }

  /** Has the command of this connection cancelled; what comes of it still comes to {@link #run}. */
  void cancel() throws IOException {
    send(new NodeFrame(FrameKind.CANCEL, new byte[0]));
  }

  /** Returns what the node tells of itself, lines of name=value; empty if it does not answer. */
  Optional<String> facts() {
    try {
      send(new NodeFrame(FrameKind.STATUS, new byte[0]));
      NodeFrame answer = NodeFrame.read(in);
      return Optional.ofNullable(answer)
          .filter(f -> f.kind() == FrameKind.FACTS)
          .map(NodeFrame::text);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Asks the node to end, and returns once it has. */
  void stop(FrameKind how) {
    try {
      send(new NodeFrame(how, new byte[0]));
      while (in.read() >= 0) {
        // until the node closes
      }
    } catch (IOException e) {
      // it has ended
    }
  }

  private void send(NodeFrame frame) throws IOException {
    frame.write(out);
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // nobody is told anything by it
    }
  }

  @Override
  public void close() {
    closeQuietly(socket);
  }
}
