package io.landfall.raster.image;

import io.landfall.raster.compress.WebpLibrary;
import java.util.Optional;

/**
 * Encodes small images as WebP with the system's libwebp, if there is one. Safe for any thread.
 *
 * @param library that encodes
 */
public record LibWebp(WebpLibrary library) {
  private static final int QUALITY = 85;
  private static final int RGBA = 4;

  /** Returns the encoder, unless the library is missing or switched off. */
  public static Optional<LibWebp> find() {
    return WebpLibrary.find().map(LibWebp::new);
  }

  /**
   * Returns the file: lossy, transparent where there is no data.
   *
   * @throws IllegalStateException if the library refuses
   */
  public byte[] encode(ShownPixels pixels) {
    return library.encode(samples(pixels), pixels.width(), pixels.height(), RGBA, QUALITY);
  }

  private static byte[] samples(ShownPixels pixels) {
    byte[] from = pixels.samples();
    byte[] opacity = pixels.opacity();
    byte[] into = new byte[RGBA * opacity.length];
    int bands = pixels.bands();
    for (int i = 0; i < opacity.length; i++) {
      for (int part = 0; part < RGBA - 1; part++) {
        into[RGBA * i + part] = from[i * bands + (bands == 1 ? 0 : part)];
      }
      into[RGBA * i + RGBA - 1] = opacity[i];
    }
    return into;
  }
}
