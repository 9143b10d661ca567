package io.landfall.model.cloud;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.landfall.model.RasterGeometry;
import java.util.List;

/**
 * A quality band, pinned, and which of its pixels hide those of other bands of the scene. A pixel
 * of another band goes with that pixel of the quality band which its centre lies in, and goes too
 * if it lies in none.
 *
 * @param href where the file is
 * @param etag of its content
 * @param bytes size of the file
 * @param index of the band in the file, from 0
 * @param geometry where its pixels lie: north up, in the CRS of the bands that it masks
 * @param masked a pixel is masked, and the buffer grows it, if any of these matches
 * @param fill a pixel is masked, without a buffer, if any of these matches
 * @param buffer as {@link CloudMask#buffer}
 * @param overviews whether overviews of the bands are read, of which a pixel is masked where at
 *     least half of the quality band's pixels in it are; {@code null}: they are not, so every
 *     source pixel is masked for itself before it is resampled
 */
public record QualityMask(
    String href,
    String etag,
    long bytes,
    int index,
    RasterGeometry geometry,
    List<BitTest> masked,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<BitTest> fill,
    int buffer,
    @JsonInclude(JsonInclude.Include.NON_NULL) Boolean overviews) {
  public QualityMask {
    masked = List.copyOf(masked);
    fill = fill == null ? List.of() : List.copyOf(fill);
  }

  /** Returns the same for pixels that are to be looked at, or counted, coarsely. */
  public QualityMask withOverviews() {
    return new QualityMask(href, etag, bytes, index, geometry, masked, fill, buffer, true);
  }

  /** Tells whether overviews are read. */
  public boolean readsOverviews() {
    return overviews != null && overviews;
  }
}
