package io.landfall.index.postgres;

import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Takes in what COPY sends, and hands on each row's values. */
public final class CopyReader extends OutputStream {
  private static final int HEADER_BYTES = 19;
  private final CopyRowConsumer sink;
  private boolean headerSkipped;

  public CopyReader(CopyRowConsumer sink) {
    this.sink = sink;
  }

  /** Takes one row: each value is a length of four bytes and as many bytes. */
  @FunctionalInterface
  public interface CopyRowConsumer {
    void accept(ByteBuffer values);
  }

  /** The driver hands over one message of the server at a time, and that is a row. */
  @Override
  public void write(byte[] bytes, int offset, int length) {
    ByteBuffer message = ByteBuffer.wrap(bytes, offset, length);
    if (!headerSkipped) {
      message.position(message.position() + HEADER_BYTES);
      headerSkipped = true;
    }
    if (message.remaining() >= 2 && message.getShort() > 0) {
      sink.accept(message);
    }
  }

  @Override
  public void write(int b) {
    throw new UnsupportedOperationException();
  }
}
