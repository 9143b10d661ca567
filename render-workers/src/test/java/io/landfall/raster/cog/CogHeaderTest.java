package io.landfall.raster.cog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.plan.ExportPlan;
import io.landfall.raster.cog.HeaderMetadata.BandScaling;
import io.landfall.raster.cog.HeaderMetadata.HeaderStatistics;
import io.landfall.raster.cog.TileOffsets.BlockIndex;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CogHeaderTest {
  private static final ExportPlan PLAN =
      CogFiles.plan(new CogFiles.Disc(300, 200, 0.7), true, false);
  private static final BlockIndex TILES =
      new BlockIndex(new long[][] {{1000}}, new int[][] {{1000}});

  @Test
  void withoutMetadataThereAreBandNamesOnly() {
    String headerBytes = text(header(HeaderMetadata.NONE).write(TILES, null, List.of()));

    assertThat(headerBytes)
        .contains(
            "<GDALMetadata>\n"
                + "  <Item name=\"DESCRIPTION\" sample=\"0\" role=\"description\">red</Item>\n"
                + "  <Item name=\"DESCRIPTION\" sample=\"1\" role=\"description\">green</Item>\n"
                + "  <Item name=\"DESCRIPTION\" sample=\"2\" role=\"description\">blue</Item>\n"
                + "</GDALMetadata>\n")
        .doesNotContain("ACQUISITION", "SOURCE_SCENES", "STATISTICS");
  }

  @Test
  void thePlanTellsSoftwareAndScenes() {
    HeaderMetadata metadata =
        HeaderMetadata.of(PLAN)
            .withAcquired("2024-06-01T10:20:30Z")
            .withItems(Map.of("A \"b\"", "1 < 2 & 3"))
            .withScalings(Collections.nCopies(3, new BandScaling(-0.1, 0.0001)));

    assertThat(text(header(metadata).write(TILES, null, List.of())))
        .contains("test\0", "2024:06:01 10:20:30\0")
        .contains("<Item name=\"A &quot;b&quot;\">1 &amp;lt; 2 &amp;amp; 3</Item>")
        .contains("<Item name=\"ACQUISITION\">2024-06-01T10:20:30Z</Item>")
        .contains("<Item name=\"SOURCE_SCENES\">disc</Item>")
        .contains("<Item name=\"OFFSET\" sample=\"2\" role=\"offset\">-0.1</Item>")
        .contains("<Item name=\"SCALE\" sample=\"2\" role=\"scale\">1.0E-4</Item>");
  }

  @Test
  void statisticsDoNotChangeTheSize() {
    CogHeader header = header(HeaderMetadata.NONE.withBlankStatistics(3));
    HeaderStatistics small = new HeaderStatistics(0, 1, 0.5, 0.25, 100);
    HeaderStatistics long24 =
        new HeaderStatistics(-Double.MIN_NORMAL, Double.MAX_VALUE, 1 / 3.0, 1e-300 / 3, 99.0 / 7);

    byte[] headerBytes =
        header.write(TILES, null, List.of(small, long24, HeaderStatistics.UNKNOWN));

    assertThat(headerBytes).hasSize(header.bytes());
    assertThat(header.write(TILES, null, Collections.nCopies(3, HeaderStatistics.UNKNOWN)))
        .hasSize(header.bytes());
    assertThat(text(headerBytes))
        .contains("<Item name=\"STATISTICS_MEAN\" sample=\"0\">0.5</Item>  ")
        .contains(
            "<Item name=\"STATISTICS_MINIMUM\" sample=\"1\">-2.2250738585072014E-308</Item>\n")
        .doesNotContain("sample=\"2\">", "NaN");
  }

  @Test
  void statisticsWithoutRoomAreRefused() {
    CogHeader header = header(HeaderMetadata.NONE);

    assertThatThrownBy(
            () -> header.write(TILES, null, Collections.nCopies(3, HeaderStatistics.UNKNOWN)))
        .hasMessage("Cannot put statistics of 3 bands where there is room for 0.");
  }

  @Test
  void aTimeIsAnInstant() {
    assertThatThrownBy(() -> HeaderMetadata.NONE.withAcquired("1 June"))
        .hasMessage("Invalid time of acquisition: 1 June");
  }

  private static CogHeader header(HeaderMetadata metadata) {
    return new CogHeader(PLAN, CogLayout.of(PLAN), false, metadata);
  }

  private static String text(byte[] headerBytes) {
    return new String(headerBytes, StandardCharsets.ISO_8859_1);
  }
}
