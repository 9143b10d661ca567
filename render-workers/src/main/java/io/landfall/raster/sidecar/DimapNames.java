package io.landfall.raster.sidecar;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of files beside an image of Pleiades, Pleiades Neo or SPOT 6 and 7 (DIMAP 2 and 3):
 * beside {@code IMG_X_R2C1.TIF} lie {@code RPC_X.XML} and {@code DIM_X.XML}, which are of the whole
 * image that it is a tile of.
 *
 * @param tile {@code X_R2C1}
 * @param withBands {@code X}
 * @param whole the same; of an image of Pleiades Neo without its bands
 * @param row of the tile, from 1
 * @param column likewise
 */
public record DimapNames(String tile, String withBands, String whole, int row, int column) {
  /** Begins names of files with rational polynomial coefficients. */
  public static final String RATIONAL = "RPC_";

  /** Begins names of files that describe the image. */
  public static final String DESCRIPTION = "DIM_";

  private static final Pattern IMAGE = Pattern.compile("IMG_((.+)_R(\\d{1,4})C(\\d{1,4}).*)");
  private static final List<String> BANDS = List.of("_P", "_RGB", "_NED");

  /**
   * Takes the name of an image apart.
   *
   * @param stem the name without its ending
   * @return empty: it is none of these
   */
  public static Optional<DimapNames> of(String stem) {
    Matcher image = IMAGE.matcher(stem);
    if (!image.matches()) {
      return Optional.empty();
    }
    int row = Integer.parseInt(image.group(3));
    int column = Integer.parseInt(image.group(4));
    return row == 0 || column == 0
        ? Optional.empty()
        : Optional.of(
            new DimapNames(image.group(1), image.group(2), whole(image.group(2)), row, column));
  }

  private static String whole(String name) {
    for (String bands : BANDS) {
      if (name.endsWith(bands)) {
        return name.substring(0, name.length() - bands.length());
      }
    }
    return name;
  }

  /** Returns the names that a file may have, those that count first. */
  public List<String> candidates(String prefix) {
    List<String> names = new ArrayList<>();
    for (String of : List.of(tile, withBands, whole)) {
      names.add(prefix + of + ".XML");
      names.add(prefix + of + ".xml");
    }
    return names.stream().distinct().toList();
  }

  /** Tells whether the image is the first tile, so that what is told of the whole is of it. */
  public boolean isFirst() {
    return row == 1 && column == 1;
  }
}
