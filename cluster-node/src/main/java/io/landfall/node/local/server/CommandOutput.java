package io.landfall.node.local.server;

import io.landfall.node.local.NodeFrame;
import io.landfall.node.local.NodeFrame.FrameKind;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Where a command prints, and how it learns that nobody wants it any more. A client that has gone
 * hinders no printing.
 */
public final class CommandOutput {
  private final DataOutputStream connection;
  private Runnable cancel;
  private boolean canceled;

  CommandOutput(DataOutputStream connection) {
    this.connection = connection;
  }

  /** Returns a writer to the client's stdout, or stderr; flush it. */
  public PrintWriter writer(FrameKind kind) {
    return new PrintWriter(new OutputStreamWriter(stream(kind), StandardCharsets.UTF_8), true);
  }

  /** Returns the client's stdout or stderr as bytes. */
  public PrintStream printStream(FrameKind kind) {
    return new PrintStream(stream(kind), true, StandardCharsets.UTF_8);
  }

  private OutputStream stream(FrameKind kind) {
    return new OutputStream() {
      @Override
      public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) {
        send(new NodeFrame(kind, Arrays.copyOfRange(bytes, offset, offset + length)));
      }
    };
  }

  /** Tells the client the id of its export, by which it finds it again when this node dies. */
  public void tellExport(String id) {
    send(NodeFrame.of(FrameKind.EXPORT, id));
  }

  void send(NodeFrame frame) {
    try {
      frame.write(connection);
    } catch (IOException e) {
      // it has gone; its end is noticed where frames are read
    }
  }

  /**
   * Has {@code work} called, in a thread of its own, when the command is to be cancelled; at once
   * if it was already.
   *
   * @return forgets it
   */
  public AutoCloseable onCancel(Runnable work) {
    synchronized (this) {
      cancel = work;
      if (canceled) {
        start(work);
      }
    }
    return () -> {
      synchronized (this) {
        cancel = null;
      }
    };
  }

  synchronized void cancel() {
    if (!canceled) {
      canceled = true;
      if (cancel != null) {
        start(cancel);
      }
    }
  }

  private static void start(Runnable work) {
    var thread = new Thread(work, "cancel-command");
    thread.setDaemon(true);
    thread.start();
  }
}
