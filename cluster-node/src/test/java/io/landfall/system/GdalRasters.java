package io.landfall.system;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Reads rasters as GDAL does, in one process of Python for all. */
final class GdalRasters implements AutoCloseable {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private final Process python;
  private final BufferedWriter paths;
  private final BufferedReader answers;

  /** Starts Python; its script is written to a folder. */
  GdalRasters(Path folder) {
    try {
      python =
          new ProcessBuilder("/usr/bin/python3", Programs.script("rasters.py", folder).toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      paths = python.outputWriter(StandardCharsets.UTF_8);
      answers = python.inputReader(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A raster.
   *
   * @param transform as GDAL gives it
   * @param epsg {@code null}: its CRS has no code
   */
  record GdalRaster(
      int width,
      int height,
      double[] transform,
      String epsg,
      Map<String, String> metadata,
      List<GdalBand> bands) {

    double[] values(int band) {
      return bands.get(band).values;
    }

    boolean[] valid(int band) {
      return bands.get(band).valid;
    }

    /** Returns the mean of the valid pixels of a band. */
    double mean(int band) {
      double sum = 0;
      int count = 0;
      for (int pixel = 0; pixel < values(band).length; pixel++) {
        if (valid(band)[pixel]) {
          sum += values(band)[pixel];
          count++;
        }
      }
      return sum / count;
    }

    /** Returns the column in another raster of the same pixels, of the first column of this. */
    int columnIn(GdalRaster other) {
      return whole((transform[0] - other.transform[0]) / other.transform[1]);
    }

    /** Returns the row in another raster of the same pixels, of the first row of this. */
    int rowIn(GdalRaster other) {
      return whole((transform[3] - other.transform[3]) / other.transform[5]);
    }

    private static int whole(double pixels) {
      if (Math.abs(pixels - Math.rint(pixels)) > 1e-3) {
        throw new AssertionError("the grids are %s pixels apart".formatted(pixels));
      }
      return (int) Math.rint(pixels);
    }
  }

  /**
   * A band.
   *
   * @param color interpretation, as {@code Red}
   * @param palette colours as red, green, blue, alpha; {@code null}: none
   * @param values of all pixels, row by row
   * @param valid what GDAL's mask says
   */
  record GdalBand(
      String type,
      Double nodata,
      String color,
      String description,
      Double scale,
      Double offset,
      String unit,
      List<List<Integer>> palette,
      double[] values,
      boolean[] valid) {}

  GdalRaster read(Path file) {
    return read(file.toString());
  }

  /** Reads a raster by GDAL's name of it. */
  synchronized GdalRaster read(String name) {
    try {
      paths.write(name + "\n");
      paths.flush();
      JsonNode answer = JSON.readTree(answers.readLine());
      if (answer.has("error")) {
        throw new AssertionError("GDAL: " + answer.path("error").asText());
      }
      return JSON.treeToValue(answer, GdalRaster.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    python.destroy();
  }
}
