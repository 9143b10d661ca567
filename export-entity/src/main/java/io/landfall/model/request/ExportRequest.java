package io.landfall.model.request;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.landfall.model.Aoi;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.Priority;
import io.landfall.model.Resampling;
import io.landfall.model.SceneId;
import io.landfall.model.cloud.CloudMask;
import java.util.List;

/**
 * What a person asked for; {@link ExportRequestBuilder} makes it. Values that may be left out are
 * {@code null}.
 *
 * @param owner who asked; whose exports it is listed with
 * @param name for people, and the stem of the file's name; {@code null}: the planner takes the
 *     first scene's
 * @param labels for filtering
 * @param source what to show
 * @param outputProjection EPSG code; {@code null}: that of the first scene
 * @param resolution side of an output pixel in units of the output CRS; {@code null}: the first
 *     scene's own
 * @param resampling how pixels are taken; {@code null}: bilinear, or nearest where values are
 *     classes
 * @param mask outside becomes no-data, and the extent is cropped to it; {@code null}: the whole
 *     footprint
 * @param stretch ranges mapped to bytes: none keeps type and values, one serves all bands, else one
 *     a band
 * @param format how the file is compressed
 * @param delivery where it goes; at least one
 * @param processing what else is done to the bands; {@code null}: nothing
 * @param priority among the owner's exports
 * @param grid where pixels lie; {@code null}: on the first scene's own grid where CRS and
 *     resolution are its own, else aligned
 * @param sources what the person knows of the sources; {@code null}: nothing
 * @param maskMode how the file tells pixels without data; {@code null}: {@link MaskMode#AUTO}
 * @param values which numbers of the sources are taken; {@code null}: those stored for bands, the
 *     calibrated ones for tools that need them
 * @param origin the projects, tool, registered scenes, area and delivery configurations that the
 *     request names; {@code null}: none
 * @param cloudMask what is taken away of each scene by its quality band; {@code null}: nothing
 * @param composite how several scenes become one; {@code null}: the first with data gives a pixel
 * @param provenance whether a raster that tells the scene of each pixel goes with the file
 * @param organization of who asked, for whose quotas the export counts too; {@code null}: none, or
 *     that of {@code origin}
 */
public record ExportRequest(
    String owner,
    String name,
    List<String> labels,
    ExportSource source,
    Integer outputProjection,
    Double resolution,
    Resampling resampling,
    Aoi mask,
    List<Tool.ValueRange> stretch,
    OutputFormatRequest format,
    List<Destination> delivery,
    @JsonInclude(JsonInclude.Include.NON_NULL) Processing processing,
    Priority priority,
    @JsonInclude(JsonInclude.Include.NON_NULL) GridAlignment grid,
    @JsonInclude(JsonInclude.Include.NON_NULL) SourceReading sources,
    @JsonInclude(JsonInclude.Include.NON_NULL) MaskMode maskMode,
    @JsonInclude(JsonInclude.Include.NON_NULL) ValueMode values,
    @JsonInclude(JsonInclude.Include.NON_NULL) RequestOrigin origin,
    @JsonInclude(JsonInclude.Include.NON_NULL) CloudMask cloudMask,
    @JsonInclude(JsonInclude.Include.NON_NULL) Composite composite,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean provenance,
    @JsonInclude(JsonInclude.Include.NON_NULL) String organization) {
  public ExportRequest {
    priority = priority == null ? Priority.NORMAL : priority;
    labels = labels == null ? List.of() : List.copyOf(labels);
    stretch = stretch == null ? List.of() : List.copyOf(stretch);
    format = format == null ? OutputFormatRequest.ofDefaults() : format;
    delivery =
        delivery == null || delivery.isEmpty()
            ? List.of(new Destination.LinkDestination())
            : List.copyOf(delivery);
    if (!stretch.isEmpty()
        && processing != null
        && (processing.correctsColors()
            || processing.autoStretch() != null
            || processing.encoding() != null
            || processing.look() != null)) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid request: a stretch excludes an automatic one, a colour correction, a look and an"
              + " output type. Choose one.");
    }
    if (composite != null
        && !composite.method().isOrder()
        && processing != null
        && processing.sceneColors() != null) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid request: colours of single scenes are for mosaics, where one scene gives a"
              + " pixel. Give the project one colour correction, or leave the composite out.");
    }
    if (resolution != null && !(resolution > 0 && resolution < Double.POSITIVE_INFINITY)) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid resolution %s: it must be above 0, in units of the output CRS."
              .formatted(resolution));
    }
  }

  /** Returns what else is done to the bands. */
  public Processing effectiveProcessing() {
    return processing == null ? Processing.NONE : processing;
  }

  /** Returns what the person knows of the sources. */
  public SourceReading effectiveSources() {
    return sources == null ? SourceReading.AS_FILES_SAY : sources;
  }

  /** Returns on whose behalf a scene is read, if it is a registered one. */
  public String viewerOf(SceneId scene) {
    return origin == null ? owner : origin.ownerOf(scene).orElse(owner);
  }

  /** Returns the organization that the export counts for; {@code null}: none. */
  public String memberOf() {
    return organization != null || origin == null ? organization : origin.organization();
  }

  /** Without what an older release did not note. */
  private ExportRequest asOnceNoted() {
    RequestOrigin noted = origin != null && origin.hasSource() ? origin : null;
    return ExportRequestBuilder.of(this, source).organization(null).origin(noted).build();
  }

  /** Tells whether {@code other} is the same request, sent again, with whichever token. */
  public boolean isRepeatedBy(ExportRequest other) {
    return origin == null || other.origin == null
        ? asOnceNoted().equals(other.asOnceNoted())
        : owner.equals(other.owner) && origin.bodySha256().equals(other.origin.bodySha256());
  }
}
