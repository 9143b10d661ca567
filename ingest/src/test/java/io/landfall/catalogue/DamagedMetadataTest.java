package io.landfall.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.landsat.MtlMetadata;
import io.landfall.model.ExportFailure;
import io.landfall.model.SceneId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Metadata with anything in them are read or refused in words; nothing else is thrown. */
class DamagedMetadataTest {
  private static final int ROUNDS = 100;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> ODD_VALUES =
      List.of("null", "true", "-1", "0.5", "\"\"", "\"%zz\\u0000\"", "[]", "[[1]]", "{}", "1e99");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "everyday/G01_stac11_bands/item.json",
        "everyday/G06_landsat_c2_common_names/LC08_L2SP_190028_20200601_02_T1_SR.json",
        "scenes/landsat/LT05_L2SP_010067_19860424_20200918_02_T2_ST_stac.json",
        "scenes/landsat/LC08_L2SP_047027_20201204_20210313_02_T1_SR_stac.json",
        "scenes/sentinel2/S2B_MSIL2A_20220413T150759_N0400_R025_T33XWJ_20220414T082126_expected_output.json",
      })
  void anItemWithOddValuesAnywhere(String name) throws IOException {
    JsonNode item = JSON.readTree(TestData.path(name).toFile());
    Random random = new Random(1);
    int read = 0;
    for (int round = 0; round < ROUNDS; round++) {
      ObjectNode changed = item.deepCopy();
      change(changed, random);
      change(changed.path("assets"), random);
      Path file = Files.write(folder.resolve("item.json"), JSON.writeValueAsBytes(changed));
      read += isRead(() -> StacItemReader.read(new SceneId("x"), file, href -> {})) ? 1 : 0;
    }
    assertThat(read).isBetween(1, ROUNDS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "scenes/sentinel2/S2B_MSIL2A_20220413T150759_N0400_R025_T33XWJ_20220414T082126_MTD_MSIL2A.xml",
        "everyday/H14_mtl_xml_only/s/LC08_L2SP_008059_20191201_20200825_02_T1_MTL.xml",
        "landsat/LC08_L2SP_017036_20130419_20200913_02_T2_512px/LC08_L2SP_017036_20130419_20200913_02_T2_MTL.json",
        "everyday/H15_l2sp_ndvi/s/LC08_L2SP_008059_20191201_20200825_02_T1_MTL.txt",
      })
  void productMetadataWithOtherBytes(String name) throws IOException {
    byte[] whole = Files.readAllBytes(TestData.path(name));
    Random random = new Random(2);
    Path file = folder.resolve(Path.of(name).getFileName());
    int read = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] changed = whole.clone();
      for (int i = 0; i < 3; i++) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      }
      Files.write(file, changed);
      read +=
          isRead(
                  () -> {
                    if (Sentinel2Metadata.isMetadata(file)) {
                      Sentinel2Metadata.read(file);
                    } else {
                      MtlMetadata.read(file).geometry("GRID_CELL_SIZE_REFLECTIVE");
                    }
                  })
              ? 1
              : 0;
    }
    assertThat(read).isBetween(1, ROUNDS);
  }

  /** Replaces a value somewhere below a node. */
  private static void change(JsonNode node, Random random) throws IOException {
    JsonNode odd = JSON.readTree(ODD_VALUES.get(random.nextInt(ODD_VALUES.size())));
    if (node instanceof ObjectNode object && !object.isEmpty()) {
      List<Map.Entry<String, JsonNode>> fields = List.copyOf(object.properties());
      Map.Entry<String, JsonNode> field = fields.get(random.nextInt(fields.size()));
      if (field.getValue().isValueNode() || random.nextInt(8) == 0) {
        object.set(field.getKey(), odd);
      } else {
        change(field.getValue(), random);
      }
    } else if (node instanceof ArrayNode array && !array.isEmpty()) {
      int index = random.nextInt(array.size());
      if (array.get(index).isValueNode()) {
        array.set(index, odd);
      } else {
        change(array.get(index), random);
      }
    }
  }

  private static boolean isRead(ThrowingCallable reading) {
    Throwable thrown = catchThrowable(reading);
    if (thrown != null) {
      assertThat(thrown).isInstanceOf(ExportFailure.class);
    }
    return thrown == null;
  }
}
