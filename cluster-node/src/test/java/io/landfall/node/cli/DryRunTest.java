package io.landfall.node.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What a dry run tells of real scenes. */
class DryRunTest {
  private static final String NAIP = "rgbnir/m_3607824_se_17_1_20160620_subset.tif";

  @TempDir Path temp;

  @Test
  void aLookTellsItsValuesAndRange() throws JsonProcessingException {
    JsonNode plan =
        plan(
            "--scene",
            data("landsat/LC80200392015216LGN00_crop"),
            "--look",
            "true-color",
            "-o",
            "look.png");
    assertThat(plan.at("/values").asText()).isEqualTo("calibrated");
    assertThat(plan.at("/picture").asText()).isEqualTo("stretched from 0.0 to 0.3, gamma 1.7");
    assertThat(plan.at("/colors").toString()).isEqualTo("[\"red\",\"green\",\"blue\"]");
    assertThat(plan.at("/nodata").asDouble()).isZero();
    assertThat(plan.at("/warnings")).isEmpty();
  }

  @Test
  void howPixelsAreMadeOfScenesIsTold() throws JsonProcessingException {
    String scene = data("landsat/LC80200392015216LGN00_crop");
    JsonNode plan =
        plan(
            "--scene",
            scene,
            "--scene",
            scene,
            "--bands",
            "red",
            "--composite",
            "max",
            "--provenance",
            "-o",
            "map.png");
    assertThat(plan.at("/composite").asText()).isEqualTo("max of each band");
    assertThat(plan.at("/provenance").asText()).isEqualTo("map.png.provenance.tif, UINT8");
    assertThat(plan.has("clouds")).isFalse();
    JsonNode clear =
        plan(
            "--scene",
            scene,
            "--bands",
            "red",
            "--mask-clouds",
            "--cloud-buffer",
            "3",
            "-o",
            "a.tif");
    assertThat(clear.at("/clouds").asText())
        .isEqualTo("masked in 1 of 1 scenes, by their quality bands and 3 pixels around");
    assertThat(clear.has("provenance")).isFalse();
  }

  @Test
  void sizeAndTimeAreToldInTheWordsOfTheService() throws JsonProcessingException {
    JsonNode plan = plan("--scene", data(NAIP), "-o", "out.tif");
    assertThat(plan.at("/grid/width").asInt()).isEqualTo(plan.at("/width").asInt());
    assertThat(plan.at("/bytes").asDouble())
        .isBetween(plan.at("/bytesRange/0").asDouble(), plan.at("/bytesRange/1").asDouble());
    assertThat(plan.at("/seconds").asDouble()).isPositive();
    assertThat(plan.at("/destinations/0/status").asText()).isEqualTo("OK");
    JsonNode nowhere = plan("--scene", data(NAIP), "-o", temp.resolve("no/out.tif").toString());
    assertThat(nowhere.at("/destinations/0/detail").asText()).contains("there is no folder");
  }

  @Test
  void scaleAndOffsetAreToldWhereValuesAreKept() throws JsonProcessingException {
    String scene = data("everyday/C05_scale_offset_kept/a.tif");
    JsonNode raw = plan("--scene", scene, "-o", "out.tif");
    assertThat(raw.at("/values").asText()).isEqualTo("raw");
    assertThat(raw.at("/scales").toString()).isEqualTo("[0.1]");
    assertThat(raw.at("/offsets").toString()).isEqualTo("[-5.0]");
    JsonNode calibrated = plan("--scene", scene, "--values", "calibrated", "-o", "out.tif");
    assertThat(calibrated.at("/values").asText()).isEqualTo("calibrated");
    assertThat(calibrated.at("/type").asText()).isEqualTo("FLOAT32");
    assertThat(calibrated.has("scales")).isFalse();
  }

  @Test
  void masksAreThoseAskedFor() throws JsonProcessingException {
    String scene = data(NAIP);
    for (String mask : List.of("internal", "alpha", "none")) {
      assertThat(plan("--scene", scene, "--mask", mask, "-o", "out.tif").at("/mask").asText())
          .isEqualTo(mask);
    }
  }

  @Test
  void inputsOfAToolAreBandsOfFiles() throws JsonProcessingException {
    JsonNode plan =
        plan(
            "--tool",
            "ndvi",
            "--input",
            "NIR=" + data(NAIP) + ":4",
            "--input",
            "VIS=" + data(NAIP) + ":red",
            "--ramp",
            "viridis",
            "--stretch",
            "0,0.5",
            "-o",
            "out.tif");
    assertThat(plan.at("/picture").asText()).isEqualTo("colour ramp viridis from 0.0 to 0.5");
    assertThat(plan.at("/bands").toString()).isEqualTo("[\"red\",\"green\",\"blue\"]");
  }

  private static String data(String name) {
    String data = System.getenv("LANDFALL_TEST_DATA");
    assumeTrue(data != null, "LANDFALL_TEST_DATA is not set: no real files to plan with");
    return Path.of(data).resolve(name).toString();
  }

  private JsonNode plan(String... arguments) throws JsonProcessingException {
    List<String> all = new ArrayList<>(List.of("export", "--dry-run", "--json", "--data-dir"));
    all.add(temp.resolve("untouched").toString());
    all.addAll(Arrays.asList(arguments));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine = CommandLineRunner.commandLine();
    commandLine.setOut(new PrintWriter(out));
    commandLine.setErr(new PrintWriter(err));
    assertThat(commandLine.execute(all.toArray(String[]::new))).as(err::toString).isZero();
    assertThat(temp.resolve("untouched")).doesNotExist();
    return new ObjectMapper().readTree(out.toString());
  }
}
