package io.landfall.tiles;

import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every odd file of which {@link OddFilesAsTilesTest} takes some. */
@Tag("system")
class AllOddFilesAsTilesIT {
  @ParameterizedTest
  @ValueSource(strings = {"everyday", "layouts"})
  void everyFileIsShownOrRefused(String folder) throws IOException {
    try (var files = new OddFilesAsTiles()) {
      files.lookAt(OddFilesAsTiles.in(folder));
    }
  }
}
