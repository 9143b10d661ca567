package io.landfall.api.stac;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.SampleScenes;
import io.landfall.api.json.Json;
import io.landfall.index.query.IndexedScene;
import io.landfall.landsat.ProductGrids;
import io.landfall.model.GeoTransform;
import io.landfall.model.RasterGeometry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** GDAL's driver for items of STAC, which places files by what the items say. */
@Tag("gdal")
class GdalStacitIT {
  private static final Instant INDEXED = Instant.parse("2026-11-01T00:00:00Z");

  @TempDir Path temp;

  @Test
  void itOpensItemsWhoseMetadataWereReadAndPlacesThem() throws Exception {
    Path band = temp.resolve("B4.TIF");
    String create =
        "gdal_create -of GTiff -outsize 201 151 -ot UInt16 -burn 7000 -a_srs EPSG:32617";
    run((create + " -a_ullr 499985 2900015 506015 2895485 " + band).split(" "));
    var grid =
        new RasterGeometry(32617, GeoTransform.northUp(499_985, 2_900_015, 30, 30), 201, 151);
    var grids = new ProductGrids(grid, grid, grid);

    assertThat(gdalinfo(search(grids, band)))
        .contains("Size is 201, 151", "Origin = (499985.0", "ID[\"EPSG\",32617]]");
    assertThat(gdalinfo(search(null, band))).contains("No compatible asset found");
  }

  private Path search(ProductGrids grids, Path band) throws IOException {
    ObjectNode item =
        SceneItemWriter.write(
            new IndexedScene(SampleScenes.NEWEST, INDEXED, INDEXED, null, null, grids), "/stac");
    ((ObjectNode) item.at("/assets/red")).put("href", band.toString());
    ObjectNode search = Json.object().put("type", "FeatureCollection");
    search.putArray("features").add(item);
    return Files.writeString(temp.resolve("search.json"), search.toString());
  }

  private static String gdalinfo(Path search) throws Exception {
    return run("gdalinfo", "STACIT:\"%s\":asset=red".formatted(search));
  }

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }
}
