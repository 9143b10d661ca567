package io.landfall.raster.tiff.codec;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The JDK's own zlib; one inflater a thread, as making one costs more than a small block. */
public final class JdkInflater implements ZlibInflater {
  private final ThreadLocal<Inflater> inflaters = ThreadLocal.withInitial(Inflater::new);

  @Override
  public int inflate(byte[] compressed, int length, byte[] into, int size)
      throws DataFormatException {
    var inflater = inflaters.get();
    inflater.reset();
    inflater.setInput(compressed, 0, length);
    int done = 0;
    while (done < size) {
      int more = inflater.inflate(into, done, size - done);
      if (more == 0) { // finished, out of input, or in want of a dictionary: no more will come
        break;
      }
      done += more;
    }
    if (done == size) {
      checkEnd(inflater);
    }
    return done;
  }

  /** Reads on to the checksum, where there is one; that fails if it is another. */
  private static void checkEnd(Inflater inflater) throws DataFormatException {
    byte[] beyond = new byte[512];
    boolean goesOn = false;
    while (!inflater.finished() && inflater.inflate(beyond) > 0) {
      goesOn = true;
    }
    if (goesOn && !inflater.finished()) {
      throw new DataFormatException("it breaks off");
    }
  }
}
