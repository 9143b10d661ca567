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

  /** What a file leaves open, for who sends it to say. */
  public enum OpenQuestion {
    /** Which layer is meant: there are several, or not the one that was named. */
    LAYER,
    /** In which CRS its coordinates are. */
    CRS
  }

  /** A file that can be read once something is said of it. */
  public static final class OpenQuestionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final OpenQuestion question;
    private final transient List<String> layers;

    private OpenQuestionException(String message, OpenQuestion question, List<String> layers) {
      super(message, null, false, false);
      this.question = question;
      this.layers = List.copyOf(layers);
    }

    /** Returns what is left open. */
    public OpenQuestion question() {
      return question;
    }

    /** Returns the names of the layers to choose from, of 1,000 at most. */
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
   * @throws OpenQuestionException if there are several layers and none is chosen, or not that one,
   *     or nobody says the CRS
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
      throw new OpenQuestionException(message(e, folder), OpenQuestion.LAYER, layers);
    } catch (UnknownCrsException e) {
      throw new OpenQuestionException(message(e, folder), OpenQuestion.CRS, List.of());
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
