package io.landfall.index;

import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Takes in what COPY sends, and hands on each row's values. */
final class CopyReader extends OutputStream {
  private static final int HEAD = 19;
  private final RowSink sink;
  private boolean begun;

  CopyReader(RowSink sink) {
    this.sink = sink;
  }

  /** Takes one row: each value is a length of four bytes and as many bytes. */
  @FunctionalInterface
  interface RowSink {
    void row(ByteBuffer values);
  }

  /** The driver hands over one message of the server at a time, and that is a row. */
  @Override
  public void write(byte[] bytes, int offset, int length) {
    ByteBuffer message = ByteBuffer.wrap(bytes, offset, length);
    if (!begun) {
      message.position(message.position() + HEAD);
      begun = true;
    }
    if (message.remaining() >= 2 && message.getShort() > 0) {
      sink.row(message);
    }
  }

  @Override
  public void write(int b) {
    throw new UnsupportedOperationException();
  }
}
