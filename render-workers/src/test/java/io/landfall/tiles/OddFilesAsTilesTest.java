package io.landfall.tiles;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All hostile files, and some of the odd ones; {@link AllOddFilesAsTilesIT} takes them all. */
class OddFilesAsTilesTest {
  private static final long SEED = Long.getLong("odd-files.seed", new Random().nextInt(1_000_000));

  @ParameterizedTest
  @CsvSource({"hostile, 1000", "raster, 1000", "everyday, 25", "layouts, 40"})
  void filesAreShownOrRefused(String folder, int most) throws IOException {
    List<Path> chosen = new ArrayList<>(OddFilesAsTiles.in(folder));
    assertThat(chosen).as(folder).hasSizeGreaterThan(10);
    Collections.shuffle(chosen, new Random(SEED));
    System.out.printf("%s as tiles: -Dodd-files.seed=%d%n", folder, SEED);
    try (var files = new OddFilesAsTiles()) {
      files.lookAt(chosen.subList(0, Math.min(most, chosen.size())));
    }
  }
}
