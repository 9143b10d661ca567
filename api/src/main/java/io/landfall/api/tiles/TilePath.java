package io.landfall.api.tiles;

import io.landfall.api.json.ApiProblem;
import io.landfall.model.ExportFailure;
import io.landfall.model.TileFormat;
import io.landfall.model.tile.TileAddress;
import io.landfall.model.tile.TileSize;

/** The end of a tile's path: {@code Z/X/Y.png} or {@code Z/X/Y@2x.png}. */
record TilePath(TileAddress address, TileSize size, TileFormat format) {
  private static final String DOUBLE = "@2x";
  private static final int MAX_DIGITS = 9;

  /**
   * Reads the segments of a path.
   *
   * @throws ApiProblem 404 where there is no such tile
   */
  static TilePath parse(String z, String x, String file) {
    int dot = file.lastIndexOf('.');
    TileFormat format =
        TileFormat.find(file.substring(dot + 1))
            .filter(any -> dot > 0)
            .orElseThrow(
                () ->
                    unknown(
                        "Cannot find a tile of this format: it ends in .png, .jpg, .jpeg or"
                            + " .webp."));
    String row = file.substring(0, dot);
    boolean isDouble = row.endsWith(DOUBLE);
    String y = isDouble ? row.substring(0, row.length() - DOUBLE.length()) : row;
    try {
      var address = new TileAddress(number(z), number(x), number(y));
      return new TilePath(address, isDouble ? TileSize.DOUBLE : TileSize.NORMAL, format);
    } catch (ExportFailure outOfRange) {
      throw unknown(outOfRange.getMessage());
    }
  }

  /** Returns the problem of a tile that is not there. */
  static ApiProblem unknown(String detail) {
    return new ApiProblem(404, "tile-unknown", detail);
  }

  private static int number(String text) {
    boolean digits = !text.isEmpty() && text.chars().allMatch(one -> one >= '0' && one <= '9');
    if (!digits || text.length() > MAX_DIGITS) {
      throw unknown("Cannot find this tile: its path is tiles/Z/X/Y.png, of whole numbers.");
    }
    return Integer.parseInt(text);
  }

  /** Returns what tells the images of one tile apart. */
  String variant() {
    return format.extension() + size.pixels();
  }
}
