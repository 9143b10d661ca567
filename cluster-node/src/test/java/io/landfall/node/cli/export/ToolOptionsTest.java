package io.landfall.node.cli.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.ExportFailure;
import io.landfall.model.SceneId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolOptionsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "naip.tif:4, naip.tif, 4",
    "naip.tif:nir, naip.tif, nir",
    "naip.tif:B8A, naip.tif, B8A",
    "naip.tif, naip.tif,",
    "at 12:30.tif, at 12:30.tif,",
    "at 12:30.tif:4, at 12:30.tif, 4",
    "naip.tif:, naip.tif:,",
    "gone.tif:4, gone.tif:4,",
  })
  void theLastColonOfAFileThatIsThereTellsTheBand(String text, String file, String band)
      throws IOException {
    for (String name : List.of("naip.tif", "at 12:30.tif")) {
      Files.createFile(folder.resolve(name));
    }
    assertThat(BandOfFile.of(Path.of(""), folder + "/" + text))
        .isEqualTo(new BandOfFile(folder + "/" + file, band));
  }

  @ParameterizedTest
  @CsvSource({
    "https://example.com:8080/naip.tif, https://example.com:8080/naip.tif,",
    "https://example.com:8080/naip.tif:4, https://example.com:8080/naip.tif, 4",
    "https://example.com:8080, https://example.com:8080,",
    "s3://bucket/T12:30:00/naip.tif:nir, s3://bucket/T12:30:00/naip.tif, nir",
    "s3://bucket/T12:30:00, s3://bucket/T12:30:00,",
    "https://example.com/naip.tif?sig=a/b.cde:4, https://example.com/naip.tif?sig=a/b.cde:4,",
  })
  void portsAndOtherColonsOfUrlsStay(String text, String url, String band) {
    assertThat(BandOfFile.of(Path.of(""), text)).isEqualTo(new BandOfFile(url, band));
  }

  @Test
  void scenesOfOneInputKeepTheirOrderAndAreReadByOneBand() throws IOException {
    String top = Files.createFile(folder.resolve("a.tif")).toString();
    String below = Files.createFile(folder.resolve("b.tif")).toString();
    var inputs =
        ToolOptions.inputs(Path.of(""), List.of("NIR=" + top + ":4", "NIR=" + below + ":4"));
    assertThat(inputs.get("NIR").band()).isEqualTo("4");
    assertThat(inputs.get("NIR").scenes()).containsExactly(new SceneId(top), new SceneId(below));
    assertThatThrownBy(
            () ->
                ToolOptions.inputs(
                    Path.of(""), List.of("NIR=" + top + ":4", "NIR=" + below + ":3")))
        .isInstanceOf(ExportFailure.class)
        .hasMessageContaining("by the same band, and others of it by 4");
  }
}
