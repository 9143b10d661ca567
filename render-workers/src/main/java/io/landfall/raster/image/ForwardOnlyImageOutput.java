package io.landfall.raster.image;

import java.io.IOException;
import java.io.OutputStream;
import javax.imageio.stream.ImageOutputStreamImpl;

/**
 * An image stream that keeps nothing: what is written is gone, and there is no way back. The JDK's
 * own keep all of it, in memory or in a file. Closing it leaves the stream below open.
 */
final class ForwardOnlyImageOutput extends ImageOutputStreamImpl {
  private final OutputStream out;

  ForwardOnlyImageOutput(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(int value) throws IOException {
    flushBits();
    out.write(value);
    streamPos++;
  }

  @Override
  public void write(byte[] bytes, int at, int length) throws IOException {
    flushBits();
    out.write(bytes, at, length);
    streamPos += length;
  }

  @Override
  public int read() {
    throw new UnsupportedOperationException("Cannot read what was written to a stream");
  }

  @Override
  public int read(byte[] into, int at, int length) {
    return read();
  }

  @Override
  public void seek(long position) throws IOException {
    if (position != streamPos) {
      throw new IOException("Cannot go to byte %d of a stream".formatted(position));
    }
  }
}
