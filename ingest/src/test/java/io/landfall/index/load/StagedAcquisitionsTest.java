package io.landfall.index.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.landsat.LandsatScene;
import io.landfall.landsat.LandsatScene.FootprintSource;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.GeometryFactory;

class StagedAcquisitionsTest {
  private static final String T1 = "LC08_L1TP_040038_20200601_20200701_02_T1";

  @ParameterizedTest(name = "{0}: another: {1}")
  @CsvSource({
    "LC08_L1TP_040038_20200601_20200701_02_T1, false",
    "LC08_L1TP_040038_20200601_20200601_02_RT, false", // processed before
    "LC08_L1GT_040038_20200601_20200801_02_T2, false", // in a worse way
    "LC08_L2SP_040038_20200601_20200701_02_T1, true", // another level
    "LE08_L1TP_040038_20200601_20200701_02_T1, true",
    "LC09_L1TP_040038_20200601_20200701_02_T1, true",
    "LC08_L1TP_041038_20200601_20200701_02_T1, true",
    "LC08_L1TP_040039_20200601_20200701_02_T1, true",
    "LC08_L1TP_040038_20200602_20200701_02_T1, true",
    "LC08_L1TP_040038_20200601_20200701_01_T1, true",
    "LC80400382020153LGN00, true", // older than collections
    "LC08_L1TP_040038_20200601_20200701_02_A1, true", // of no known tier
  })
  void onlyProductsOfOneAcquisitionAreRepeated(String other, boolean another) {
    var acquisitions = new StagedAcquisitions();
    acquisitions.add(scene(T1));
    acquisitions.add(scene(other));

    assertThat(acquisitions.isEmpty()).isEqualTo(another);
  }

  @Test
  void versionsOfAStationAreOneAcquisition() {
    var acquisitions = new StagedAcquisitions();
    acquisitions.add(scene("LC80400382020153LGN00"));
    acquisitions.add(scene("LC80400382020154LGN00"));
    assertThat(acquisitions.isEmpty()).isTrue();
    acquisitions.add(scene("LC80400382020153LGN01"));
    assertThat(acquisitions.isEmpty()).isFalse();
  }

  @Test
  void whatWasNotSeenMayBeRepeated() {
    var acquisitions = new StagedAcquisitions();
    acquisitions.forget();

    assertThat(acquisitions.isKnown()).isFalse();
    assertThat(acquisitions.isEmpty()).isFalse();
  }

  private static LandsatScene scene(String id) {
    boolean product = id.length() == 40;
    return new LandsatScene(
        id,
        null,
        Instant.parse("2020-06-01T12:00:00Z"),
        5.0,
        product ? Integer.parseInt(id.substring(10, 13)) : 40,
        product ? Integer.parseInt(id.substring(13, 16)) : 38,
        "L1TP",
        product ? id.charAt(36) - '0' : 0,
        product ? id.substring(38) : null,
        null,
        null,
        null,
        new GeometryFactory().toGeometry(new Envelope(0, 1, 0, 1)),
        FootprintSource.BOUNDING_BOX);
  }
}
