package io.landfall.node.local;

import io.landfall.node.local.NodeAddress.NodeKind;
import io.landfall.node.local.NodeFrame.FrameKind;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;

/**
 * Runs a command as the client does, by a node that does nothing: the launcher keeps the classes
 * that this loads in an archive of the JVM.
 */
public final class Rehearsal {
  private static final String TOKEN = "rehearsal";

  private Rehearsal() {}

  /** Takes the data folder, which is there and in which no node runs. */
  public static void main(String[] arguments) throws IOException {
    System.exit(run(Path.of(arguments[0])));
  }

  static int run(Path folder) throws IOException {
    try (var listening =
        new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      NodeAddress.ofThisProcess(listening.getLocalPort(), TOKEN, NodeKind.BACKGROUND).write(folder);
      var node = new Thread(() -> answer(listening), "node");
      node.setDaemon(true);
      node.start();
      int exitCode =
          LocalClient.run(new String[] {"export", "--data-dir", folder.toString(), "-o", "none"});
      NodeAddress.remove(folder);
      return exitCode;
    }
  }

  private static void answer(ServerSocket listening) {
    try (Socket socket = listening.accept();
        var in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        var out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()))) {
      if (Handshake.asNode(in, out, TOKEN) && NodeFrame.read(in).kind() == FrameKind.RUN) {
        NodeFrame.of(FrameKind.ACCEPTED, "").write(out);
        NodeFrame.of(FrameKind.EXPORT, "none").write(out);
        NodeFrame.of(FrameKind.ERR, "").write(out);
        NodeFrame.of(FrameKind.OUT, "").write(out);
        NodeFrame.of(FrameKind.EXIT, "0").write(out);
      }
    } catch (IOException e) {
      System.err.println("landfall: Cannot rehearse: " + e);
    }
  }
}
