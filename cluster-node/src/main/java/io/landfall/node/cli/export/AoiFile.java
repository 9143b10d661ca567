package io.landfall.node.cli.export;

import io.landfall.model.Aoi;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.geojson.AoiReader;
import io.landfall.model.geojson.ToLonLat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The file that {@code --aoi} names. */
public final class AoiFile {
  private static final int MAX_FILE_BYTES = 128 << 20;

  private AoiFile() {}

  /**
   * Reads an area of interest. A file of another format than GeoJSON is refused with the command
   * that converts it. Bytes that are not UTF-8, as of names in ISO 8859-1, do not matter.
   *
   * @param transforms from the CRSs that the file may be in
   * @throws ExportFailure AOI_INVALID, naming the file
   */
  public static Aoi read(Path file, ToLonLat.Factory transforms) {
    if (Files.isDirectory(file)) {
      throw invalid(file, "it is a folder", VectorFormat.conversion(file, ""), null);
    }
    byte[] bytes = bytes(file);
    VectorFormat.of(bytes, file)
        .ifPresent(
            other -> {
              throw invalid(
                  file, "it is %s, and not GeoJSON".formatted(other.name()), other.fix(), null);
            });
    try {
      return AoiReader.read(new String(bytes, StandardCharsets.UTF_8), transforms);
    } catch (ExportFailure e) {
      throw new ExportFailure(e.code(), "%s (in %s)".formatted(e.getMessage(), file), e);
    }
  }

  private static byte[] bytes(Path file) {
    try (var in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
      if (bytes.length > MAX_FILE_BYTES) {
        throw invalid(
            file, "it has over %d MiB".formatted(MAX_FILE_BYTES >> 20), "Simplify it", null);
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw invalid(file, "it cannot be read: there is no such file", "Check the path", e);
    } catch (IOException e) {
      throw invalid(file, "it cannot be read: %s".formatted(e), "Check the path", e);
    }
  }

  private static ExportFailure invalid(Path file, String why, String fix, Exception cause) {
    return new ExportFailure(
        ErrorCode.AOI_INVALID,
        "Cannot use the area of interest %s: %s. %s.".formatted(file, why, fix),
        cause);
  }
}
