package io.landfall.raster.tiff;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The JDK's own zlib; one inflater a thread, as making one costs more than a small block. */
public final class JdkInflater implements ZlibInflater {
  private final ThreadLocal<Inflater> inflaters = ThreadLocal.withInitial(Inflater::new);

  @Override
  public int inflate(byte[] packed, int length, byte[] into, int size) throws DataFormatException {
    var inflater = inflaters.get();
    inflater.reset();
    inflater.setInput(packed, 0, length);
    int done = 0;
    while (done < size) {
      int more = inflater.inflate(into, done, size - done);
      if (more == 0) { // finished, out of input, or in want of a dictionary: no more will come
        break;
      }
      done += more;
    }
    return done;
  }
}
