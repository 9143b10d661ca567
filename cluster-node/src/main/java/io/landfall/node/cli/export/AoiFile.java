package io.landfall.node.cli.export;

import io.landfall.model.Aoi;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.geojson.AoiReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file that {@code --aoi} names. */
public final class AoiFile {
  private static final long MAX_FILE_BYTES = 64L << 20;

  private AoiFile() {}

  /**
   * Reads an area of interest.
   *
   * @throws ExportFailure AOI_INVALID, naming the file
   */
  public static Aoi read(Path file) {
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw invalid(file, "it has over 64 MiB. Simplify it", null);
      }
      return AoiReader.read(Files.readString(file));
    } catch (ExportFailure e) {
      throw new ExportFailure(e.code(), "%s (in %s)".formatted(e.getMessage(), file), e);
    } catch (java.nio.charset.CharacterCodingException e) {
      throw invalid(file, "it is not UTF-8 text. Give GeoJSON", e);
    } catch (IOException e) {
      throw invalid(file, "it cannot be read: %s. Check the path".formatted(e), e);
    }
  }

  private static ExportFailure invalid(Path file, String why, Exception cause) {
    return new ExportFailure(
        ErrorCode.AOI_INVALID,
        "Cannot use the area of interest %s: %s.".formatted(file, why),
        cause);
  }
}
