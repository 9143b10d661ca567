package io.landfall.raster.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.PixelGrid;
import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import io.landfall.model.SceneId;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.ExportPlanBuilder;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.plan.PlannedScene;
import io.landfall.model.plan.TileLayout;
import io.landfall.model.request.OutputFormat;
import io.landfall.model.request.OutputFormat.BlockCompression;
import io.landfall.model.request.OutputFormat.FileFormat;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;

class SceneTableTest {
  private static final List<PlannedScene> SCENES =
      List.of(
          new PlannedScene(
              new SceneId("LC08_1"), "LC08_1", List.of(), "2024-06-01T10:20:30Z", 12.5),
          new PlannedScene(
              new SceneId("/home/me/b.tif"), "b, \"second\" <&>.tif", List.of(), null, null));

  @Test
  void aLineIsAScene() {
    assertThat(SceneTable.csv(plan(SCENES, "map.tif", FileFormat.COG)))
        .isEqualTo(
            """
            number,scene,id,acquired,cloudCover
            1,LC08_1,LC08_1,2024-06-01T10:20:30Z,12.5
            2,"b, ""second"" <&>.tif",,,
            """);
  }

  @Test
  void gdalFindsTheNamesByTheirNumbers() throws Exception {
    String xml = SceneTable.xml(plan(SCENES, "map.tif", FileFormat.COG));
    var names =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)))
            .getElementsByTagName("Category");
    assertThat(names.item(0).getTextContent()).isEqualTo("none");
    assertThat(names.item(1).getTextContent()).isEqualTo("LC08_1");
    assertThat(names.item(2).getTextContent()).isEqualTo("b, \"second\" <&>.tif");
  }

  @Test
  void aByteHoldsTheNumbersOf255Scenes() {
    assertThat(type(255)).isEqualTo(SampleType.UINT8);
    assertThat(type(256)).isEqualTo(SampleType.UINT16);
  }

  @Test
  void theRasterIsCalledAfterTheFileThatItGoesWith() {
    assertThat(ProvenancePlan.of(plan(SCENES, "map.tif", FileFormat.PNG)).fileName())
        .isEqualTo("map.png.provenance.tif");
    ExportPlan plain = ProvenancePlan.of(plan(SCENES, "map.tif", FileFormat.GEOTIFF));
    assertThat(plain.fileName()).isEqualTo("map.tif.provenance.tif");
    assertThat(plain.format().type()).isEqualTo(FileFormat.GEOTIFF);
  }

  private static SampleType type(int scenes) {
    ExportPlan plan = plan(Collections.nCopies(scenes, SCENES.get(0)), "map.tif", FileFormat.COG);
    return ProvenancePlan.of(plan).bands().type();
  }

  private static ExportPlan plan(List<PlannedScene> scenes, String name, FileFormat type) {
    return new ExportPlanBuilder("test 1", name)
        .grid(new PixelGrid(32633, 500_000, 5_000_000, 30, 30, 10, 10))
        .scenes(scenes)
        .resampling(Resampling.BILINEAR)
        .bands(new OutputBands(List.of("red"), SampleType.UINT8, 0.0))
        .format(
            new OutputFormat(type, BlockCompression.DEFLATE, null, 4, 2, 512, Resampling.AVERAGE))
        .layout(new TileLayout(0, List.of(), 0, true, false, 0))
        .build();
  }
}
