package io.landfall.node.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** {@code info --checksum} prints the numbers of {@code gdalinfo -checksum}. */
@Tag("gdal")
class InfoChecksumIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What is not as GDAL 3.6 has it. */
  private static final Map<String, String> REST =
      Map.of(
          "gdal/cielab.tif", "refused: colour space Lab",
          // two bands, where GDAL has one of complex numbers
          "gdal/cint32.tif", "other",
          "gdal/cint32_big_endian.tif", "other",
          "gdal/complex_int32.tif", "other",
          // bytes with a sign, which GDAL 3.6 takes for such without
          "image-tiff/int8_rgb.tif", "other",
          "image-tiff/tiled-oversize-gray-i8.tif", "other");

  @Test
  void checksumsAreThoseOfGdalinfo() throws IOException {
    String data = System.getenv("LANDFALL_TEST_DATA");
    assumeTrue(data != null, "LANDFALL_TEST_DATA is not set: no real files to read");
    Path layouts = Path.of(data, "layouts");
    Map<String, String> rest = new TreeMap<>();
    List<Path> files;
    try (var walk = Files.walk(layouts)) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : files) {
      String outcome = outcome(file);
      if (!outcome.equals("same")) {
        rest.put(layouts.relativize(file).toString(), outcome);
      }
    }
    assertThat(files).hasSizeGreaterThan(240);
    assertThat(rest).isEqualTo(REST);
  }

  private static String outcome(Path file) throws IOException {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = CommandLineRunner.commandLine();
    command.setOut(new PrintWriter(out));
    command.setErr(new PrintWriter(err));
    if (command.execute("info", "--json", "--checksum", file.toString()) != 0) {
      Matcher reason = Pattern.compile("colour space Lab").matcher(err.toString());
      return "refused: " + (reason.find() ? reason.group() : err);
    }
    List<Integer> mine = checksums(JSON.readTree(out.toString()));
    JsonNode theirs = gdalinfo(file);
    boolean lossy = theirs.at("/metadata/IMAGE_STRUCTURE/COMPRESSION").asText().contains("JPEG");
    return lossy || mine.equals(checksums(theirs)) ? "same" : "other"; // JPEG is up to the decoder
  }

  private static List<Integer> checksums(JsonNode description) {
    List<Integer> sums = new ArrayList<>();
    description.get("bands").forEach(band -> sums.add(band.get("checksum").asInt()));
    return sums;
  }

  private static JsonNode gdalinfo(Path file) throws IOException {
    Process process =
        new ProcessBuilder("gdalinfo", "-json", "-checksum", "-norat", "-noct", file.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    return JSON.readTree(process.getInputStream().readAllBytes());
  }
}
