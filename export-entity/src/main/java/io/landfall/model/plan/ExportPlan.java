package io.landfall.model.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.landfall.model.Aoi;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.PixelGrid;
import io.landfall.model.Resampling;
import io.landfall.model.request.OutputFormat;
import io.landfall.model.request.Tool;
import io.landfall.model.request.ValueMode;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Everything that decides the bytes of the output. Rendering a plan gives the same file on any
 * number of nodes, any number of times.
 *
 * @param software version of Landfall that planned it
 * @param fileName of the output, without folders
 * @param grid of the output
 * @param scenes in the order of the mosaic, the first on top
 * @param resampling how pixels are taken
 * @param tool from input bands to output bands
 * @param mask in longitude and latitude; {@code null}: none
 * @param bands of the output
 * @param format of the output
 * @param layout of its tiles, metatiles and tasks
 * @param inputGroups inputs of the tool by the mosaic they come from: the pixels of one input group
 *     are always of one scene; {@code null}: all are of one input group
 * @param warnings what of the sources is not as a person may expect, in sentences
 * @param composite how each pixel is made of all scenes; {@code null}: it is the first one's that
 *     has data there
 * @param provenance whether a raster that tells the scene of each pixel goes with the file
 */
public record ExportPlan(
    String software,
    String fileName,
    PixelGrid grid,
    List<PlannedScene> scenes,
    Resampling resampling,
    Tool tool,
    Aoi mask,
    OutputBands bands,
    OutputFormat format,
    TileLayout layout,
    @JsonInclude(JsonInclude.Include.NON_NULL) List<List<Integer>> inputGroups,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> warnings,
    @JsonInclude(JsonInclude.Include.NON_NULL) PlannedComposite composite,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean provenance) {
  public ExportPlan {
    scenes = List.copyOf(scenes);
    warnings = warnings == null ? List.of() : List.copyOf(warnings);
  }

  /** Returns a builder of a plan that is as this one. */
  public ExportPlanBuilder toBuilder() {
    return new ExportPlanBuilder(this);
  }

  /** Returns the name of the file that is delivered; an image has another than its raster. */
  public String deliveredName() {
    int dot = fileName.lastIndexOf('.');
    String stem = dot <= 0 ? fileName : fileName.substring(0, dot);
    String plain = stem.replaceFirst("(?i)\\.(png|jpe?g|zarr|mbtiles|pmtiles)$", "");
    return switch (format.type()) {
      case COG, GEOTIFF -> fileName;
      case PNG -> plain + ".png";
      case JPEG -> plain + ".jpg";
      case ZARR -> plain + ".zarr.zip";
      case MBTILES -> plain + ".mbtiles";
      case PMTILES -> plain + ".pmtiles";
    };
  }

  /** Returns of how many parts the file is put together: a header, and those of its tasks. */
  public int parts() {
    int ofTask = format.type().isSharded() ? 1 : 2;
    return layout.singleObject() ? 1 : 1 + ofTask * layout.tasks().size();
  }

  /**
   * Returns why nothing more comes of this plan: an older release made it, which made Zarr of a
   * raster when it delivered.
   */
  public Optional<ExportFailure> outdated() {
    return format.type().isSharded() && !fileName.equals(deliveredName())
        ? Optional.of(
            new ExportFailure(
                ErrorCode.OPTION_UNSUPPORTED,
                "Cannot go on with %s: an older release planned it, which made Zarr when it delivered. Submit the export again."
                    .formatted(deliveredName())))
        : Optional.empty();
  }

  /** Returns this plan with a warning more. */
  public ExportPlan withWarning(String another) {
    return withWarnings(Stream.concat(warnings.stream(), Stream.of(another)).toList());
  }

  /** Returns this plan with other warnings. */
  public ExportPlan withWarnings(List<String> others) {
    return toBuilder().warnings(others).build();
  }

  /** Returns this plan with other scenes. */
  public ExportPlan withScenes(List<PlannedScene> others) {
    return toBuilder().scenes(others).build();
  }

  /**
   * Returns which numbers of the sources the tool is given. Scenes that are brought to the scale of
   * the topmost one, whose numbers are those stored, are raw.
   */
  public ValueMode values() {
    int inputs = scenes.stream().mapToInt(scene -> scene.bands().size()).min().orElse(0);
    return IntStream.range(0, inputs).anyMatch(this::isTopmostRescaled)
        ? ValueMode.CALIBRATED
        : ValueMode.RAW;
  }

  private boolean isTopmostRescaled(int input) {
    return scenes.stream()
        .map(scene -> scene.bands().get(input))
        .filter(Objects::nonNull)
        .findFirst()
        .map(PlannedBand::rescaling)
        .isPresent();
  }

  /** Returns the inputs of the tool by the mosaic they come from. */
  public List<List<Integer>> effectiveInputGroups() {
    return inputGroups == null
        ? List.of(IntStream.range(0, scenes.get(0).bands().size()).boxed().toList())
        : inputGroups;
  }
}
