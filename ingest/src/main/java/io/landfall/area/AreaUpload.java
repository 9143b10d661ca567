package io.landfall.area;

import io.landfall.area.AreaReading.AreaOptionNames;
import io.landfall.model.Aoi;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.PlainText;
import io.landfall.model.geojson.ToLonLat;
import io.landfall.scratch.ScratchFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A file with an area of interest that somebody has sent: read as {@link AreaFile} reads the files
 * of the command line, within limits for what strangers send. Blocking.
 *
 * @param area in longitude and latitude
 * @param warnings what was taken for granted, a sentence each
 */
public record AreaUpload(Aoi area, List<String> warnings) {
  private static final int MOST_LAYERS = 1_000;
  private static final int MOST_CHARACTERS = 200;

  public AreaUpload {
    warnings = List.copyOf(warnings);
  }

  /** A file of which it is not clear which layer is meant. */
  public static final class LayerChoiceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> layers;

    private LayerChoiceException(String message, List<String> layers) {
      super(message, null, false, false);
      this.layers = List.copyOf(layers);
    }

    /** Returns the names of the layers, of 1,000 at most. */
    public List<String> layers() {
      return layers;
    }
  }

  /**
   * Reads the union of the polygons of one layer.
   *
   * @param content of the file
   * @param layer its name; {@code null}: the only one
   * @param epsg the CRS of a file that does not tell it; {@code null}: there is none
   * @param transforms from the CRSs that the file may be in
   * @throws LayerChoiceException if there are several layers and none is chosen, or not that one
   * @throws ExportFailure AOI_INVALID, saying what is wrong with the file and what to do
   */
  public static AreaUpload read(
      byte[] content, String layer, Integer epsg, ToLonLat.Factory transforms) {
    AreaReading reading =
        new AreaReading(epsg, transforms, AreaLimits.OF_UPLOADS, AreaOptionNames.HTTP);
    Path folder = null;
    try {
      folder = Files.createTempDirectory(ScratchFolder.path(), "landfall-upload-");
      Path file = Files.write(folder.resolve("area"), content);
      return new AreaUpload(AreaFile.read(file, layer, reading), reading.warnings());
    } catch (UnchosenLayerException e) {
      List<String> layers =
          e.layers().stream()
              .limit(MOST_LAYERS)
              .map(name -> PlainText.cleaned(PlainText.shortened(name, MOST_CHARACTERS)))
              .toList();
      throw new LayerChoiceException(message(e, folder), layers);
    } catch (AreaFormatException e) {
      throw new ExportFailure(ErrorCode.AOI_INVALID, message(e, folder), e);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot keep an upload for reading", e);
    } finally {
      delete(folder);
    }
  }

  /** Without the folders of this machine, which are nobody's business. */
  private static String message(AreaFormatException e, Path folder) {
    String why =
        "Cannot use the area: %s.%s"
            .formatted(e.getMessage(), e.fix().isEmpty() ? "" : " %s.".formatted(e.fix()));
    String parent = folder.getParent().toString();
    return why.replace(folder + "/", "")
        .replaceAll(Pattern.quote(parent) + "/landfall-area-\\d+/", "");
  }

  private static void delete(Path folder) {
    if (folder != null) {
      folder.resolve("area").toFile().delete();
      folder.toFile().delete();
    }
  }
}
