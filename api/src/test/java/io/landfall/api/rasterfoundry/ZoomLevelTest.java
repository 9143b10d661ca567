package io.landfall.api.rasterfoundry;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.ExportStatus;
import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ZoomLevelTest {
  @ParameterizedTest // what the user interface of Raster Foundry called them
  @CsvSource({"9, 300", "11, 75", "13, 20", "15, 5", "17, 1"})
  void levelsAreAboutWhatTheyWereCalled(int zoom, double metres) {
    assertThat(ZoomLevel.metres(zoom)).isCloseTo(metres, Offset.offset(metres * 0.2));
  }

  @Test
  void levelZeroIsOneTile() {
    assertThat(ZoomLevel.metres(0)).isCloseTo(156_543.03392804097, Offset.offset(1e-6));
    assertThat(ZoomLevel.degrees(0)).isEqualTo(1.40625);
    for (int zoom = 0; zoom <= ZoomLevel.MAX; zoom++) {
      assertThat(ZoomLevel.of(ZoomLevel.metres(zoom), ZoomLevel.metres(0))).isEqualTo(zoom);
      assertThat(ZoomLevel.of(ZoomLevel.degrees(zoom), ZoomLevel.degrees(0))).isEqualTo(zoom);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {30, 0, -1, 1e9, 1e-9, 19.11})
  void otherPixelsAreOfNoLevel(double side) {
    assertThat(ZoomLevel.of(side, ZoomLevel.metres(0))).isNull();
    assertThat(ZoomLevel.of(null, ZoomLevel.metres(0))).isNull();
  }

  @Test
  void everyStatusHasAName() {
    assertThat(Arrays.stream(ExportStatus.values()).map(FoundryStatus::of))
        .containsExactly(
            FoundryStatus.TOBEEXPORTED,
            FoundryStatus.TOBEEXPORTED,
            FoundryStatus.EXPORTING,
            FoundryStatus.EXPORTING,
            FoundryStatus.EXPORTED,
            FoundryStatus.FAILED);
  }
}
