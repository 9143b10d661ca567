package io.landfall.tiles;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * How many encoded tiles a node keeps on its disk.
 *
 * @param folder where
 * @param bytes of them; empty: as many as suit the disk
 */
public record TilesOnDisk(Path folder, OptionalLong bytes) {
  private static final long ENOUGH_BYTES = 2L << 30;

  /** Reads {@code landfall.tiles}: in the folder for temporary files, as all that is put aside. */
  static TilesOnDisk from(Config tiles) {
    boolean auto = tiles.getValue("disk-cache").unwrapped().equals(TileSettings.AUTO);
    return new TilesOnDisk(
        Path.of(System.getProperty("java.io.tmpdir")),
        auto ? OptionalLong.empty() : OptionalLong.of(tiles.getBytes("disk-cache")));
  }

  /** Makes the file that they are in. */
  TileFile open() {
    return bytes.isPresent()
        ? TileFile.in(folder, bytes.getAsLong())
        : TileFile.fitting(folder, ENOUGH_BYTES);
  }
}
