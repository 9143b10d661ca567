package io.landfall.node.local;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * One message of a connection: its kind, one byte; the length of what follows, four; and that.
 *
 * @param kind of a version that this does not know: {@code null}
 */
public record NodeFrame(FrameKind kind, byte[] bytes) {
  /** More than the 6 MiB of arguments and environment that Linux gives a process at most. */
  private static final int MAX_BYTES = 16 << 20;

  /** What a frame says. */
  public enum FrameKind {
    /** Client: run this {@link CommandRequest}. */
    RUN('r'),
    /** Client: cancel the command of this connection. */
    CANCEL('c'),
    /** Client: tell what you are and do. */
    STATUS('q'),
    /** Client: end when all commands have ended. Once the connection closes it has ended. */
    STOP('s'),
    /** Client: cancel all commands and end. */
    STOP_NOW('S'),
    /** Node: the command has begun here; before this it can be given to another. */
    ACCEPTED('a'),
    /** Node: this node ends; nothing was done. */
    ENDING('b'),
    /** Node: it works with other settings than the command's, whose names follow. */
    OTHER_SETTINGS('d'),
    /** Node: the id of the export. */
    EXPORT('i'),
    /** Node: bytes for stdout. */
    OUT('o'),
    /** Node: bytes for stderr. */
    ERR('e'),
    /** Node: the command has ended; its exit code as text. */
    EXIT('x'),
    /** Node: lines of name=value. */
    FACTS('f');

    private final byte code;

    FrameKind(char code) {
      this.code = (byte) code;
    }

    private static FrameKind of(byte code) {
      for (FrameKind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      return null;
    }
  }

  /** Makes one of text. */
  public static NodeFrame of(FrameKind kind, String text) {
    return new NodeFrame(kind, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns what it says as text. */
  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /**
   * Reads the next.
   *
   * @return {@code null} at the end of the connection
   * @throws IOException if it breaks off or is too long
   */
  public static NodeFrame read(DataInputStream in) throws IOException {
    int code = in.read();
    if (code < 0) {
      return null;
    }
    int length = in.readInt();
    if (length < 0 || length > MAX_BYTES) {
      throw new IOException("Invalid frame of %d bytes".formatted(length));
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("A frame breaks off");
    }
    return new NodeFrame(FrameKind.of((byte) code), bytes);
  }

  /** Writes it whole. */
  public void write(DataOutputStream out) throws IOException {
    synchronized (out) {
      out.writeByte(kind.code);
      out.writeInt(bytes.length);
      out.write(bytes);
      out.flush();
    }
  }
}
