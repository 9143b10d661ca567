package io.landfall.api.export;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.api.export.ExportRequests.NamedThings;
import io.landfall.api.json.BodyCursor;
import io.landfall.model.CrsNames;
import io.landfall.model.ErrorCode;
import io.landfall.model.Priority;
import io.landfall.model.Resampling;
import io.landfall.model.TileFormat;
import io.landfall.model.request.Destination;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.ExportRequestBuilder;
import io.landfall.model.request.GridAlignment;
import io.landfall.model.request.MaskMode;
import io.landfall.model.request.OutputFormat;
import io.landfall.model.request.OutputFormatRequest;
import io.landfall.model.request.Tool;
import io.landfall.model.request.ValueMode;
import io.landfall.workspace.Caller;
import io.landfall.workspace.DeliveryConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Reads the body of {@code POST /v1/exports}. The one place where a wrong body gets its words. */
final class ExportRequestReader {
  private static final Set<String> MEMBERS =
      Set.of(
          "name",
          "labels",
          "source",
          "outputProjection",
          "resolution",
          "resampling",
          "mask",
          "area",
          "maskTouch",
          "colorCorrection",
          "stretch",
          "samples",
          "colorRamp",
          "look",
          "pansharpening",
          "format",
          "delivery",
          "priority",
          "grid",
          "srcNodata",
          "bandNames",
          "controlPoints",
          "rpcHeight",
          "rpcDem",
          "values",
          "cloudMask",
          "composite",
          "provenance");
  private static final Set<String> FORMAT =
      Set.of(
          "type",
          "compression",
          "level",
          "predictor",
          "blockSize",
          "overviewResampling",
          "tileFormat",
          "quality",
          "maxZError",
          "bitsPerSample",
          "mask");
  private static final int MAX_NAME = 200;
  private static final int MAX_LABELS = 50;
  private static final int MAX_BANDS = 100;
  private static final int MAX_EPSG = 1_000_000;
  private static final int MAX_BLOCK = 4_096;

  private ExportRequestReader() {}

  /**
   * Reads {@code body} for {@code caller}.
   *
   * @param named what it names, as far as it is there for him
   * @throws io.landfall.api.json.ApiProblem naming every wrong place by its pointer
   */
  static ExportRequest read(JsonNode root, Caller caller, NamedThings named) {
    BodyCursor body = BodyCursor.ofRoot(root);
    if (!body.expectObject(MEMBERS)) {
      body.throwIfInvalid();
    }
    SourceReader.ReadSource source = new SourceReader(body, caller, named.sources()).read();
    BodyCursor stretch = body.member("stretch");
    ExportRequestBuilder request =
        new ExportRequestBuilder(caller.user(), source.mosaic())
            .outputProjection(projection(body.member("outputProjection"), named.crsProblem()))
            .resolution(resolution(body.member("resolution")))
            .resampling(resampling(body.member("resampling")))
            .mask(AoiJson.read(body, named.area()))
            .stretch(ProcessingJson.isAuto(stretch) ? List.of() : stretch(stretch))
            .format(format(body.member("format")))
            .delivery(new DestinationReader(named.configs()).read(body.member("delivery")))
            .processing(ProcessingJson.read(body, source))
            .origin(source.origin())
            .organization(caller.organization())
            .name(body.member("name").text(MAX_NAME))
            .labels(texts(body.member("labels"), MAX_LABELS, MAX_NAME))
            .priority(body.member("priority").enumConstant(Priority.class, Priority::name))
            .grid(body.member("grid").enumConstant(GridAlignment.class, ExportRequestReader::lower))
            .sources(SourceReadingJson.read(body, source.dem()))
            .values(body.member("values").enumConstant(ValueMode.class, ExportRequestReader::lower))
            .maskMode(maskMode(body.member("format")))
            .cloudMask(CloudMaskJson.read(body.member("cloudMask")))
            .composite(CompositeJson.read(body.member("composite")))
            .provenance(Boolean.TRUE.equals(body.member("provenance").flag()));
    body.throwIfInvalid();
    ExportRequest made = body.construct(request::build);
    body.throwIfInvalid();
    return made;
  }

  /**
   * Reads the body {@code {"priority": ...}}.
   *
   * @throws io.landfall.api.json.ApiProblem naming every wrong place by its pointer
   */
  static Priority readPriority(JsonNode root) {
    BodyCursor body = BodyCursor.ofRoot(root);
    Priority priority = null;
    if (body.expectObject(Set.of("priority"))) {
      BodyCursor member = body.member("priority");
      priority = member.enumConstant(Priority.class, Priority::name);
      if (member.isAbsent()) {
        member.addError("Cannot find the priority: give one of LOW, NORMAL, HIGH.");
      }
    }
    body.throwIfInvalid();
    return priority;
  }

  /**
   * Reads the body {@code {"delivery": [...]}} of destinations that are added.
   *
   * @throws io.landfall.api.json.ApiProblem naming every wrong place by its pointer
   */
  static List<Destination> readDelivery(JsonNode root, Map<UUID, DeliveryConfig> configs) {
    BodyCursor body = BodyCursor.ofRoot(root);
    List<Destination> destinations = List.of();
    if (body.expectObject(Set.of("delivery"))) {
      BodyCursor delivery = body.member("delivery");
      destinations = new DestinationReader(configs).read(delivery);
      boolean none = delivery.isAbsent() || delivery.node().isArray() && delivery.node().isEmpty();
      if (none) {
        delivery.addError(
            "Missing delivery: give at least one destination, as [{\"deliveryConfigId\": ...}].");
      }
    }
    body.throwIfInvalid();
    return destinations;
  }

  /** Returns the EPSG code that an output projection names; empty if it names none, or not well. */
  static Optional<Integer> epsg(JsonNode projection) {
    return projection.isTextual()
        ? CrsNames.epsg(projection.textValue())
        : Optional.of(projection.isInt() ? projection.intValue() : 0)
            .filter(epsg -> epsg > 0 && epsg <= MAX_EPSG);
  }

  private static Integer projection(BodyCursor projection, String problem) {
    if (problem != null) {
      projection.addError(ErrorCode.CRS_UNKNOWN, problem);
      return null;
    }
    if (!projection.node().isTextual()) {
      return projection.wholeNumber(1, MAX_EPSG);
    }
    Optional<Integer> epsg = epsg(projection.node());
    if (epsg.isPresent()) {
      return epsg.get();
    }
    projection.addError(
        ErrorCode.CRS_UNKNOWN,
        "Unknown CRS %s: give an EPSG code, as 3857 or \"EPSG:3857\"."
            .formatted(projection.displayValue()));
    return null;
  }

  private static Double resolution(BodyCursor resolution) {
    Double value = resolution.number();
    if (value != null && value <= 0) {
      resolution.addError(
          "Invalid resolution %s: it must be above 0, in units of the output CRS."
              .formatted(value));
      return null;
    }
    return value;
  }

  private static Resampling resampling(BodyCursor resampling) {
    return resampling.enumConstant(Resampling.class, ExportRequestReader::lower);
  }

  private static MaskMode maskMode(BodyCursor format) {
    return format.node().isObject()
        ? format.member("mask").enumConstant(MaskMode.class, ExportRequestReader::lower)
        : null;
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static List<Tool.ValueRange> stretch(BodyCursor stretch) {
    List<Tool.ValueRange> ranges = new ArrayList<>();
    for (BodyCursor pair : stretch.elements(MAX_BANDS)) {
      List<BodyCursor> ends = pair.elements(2);
      Double min = ends.size() == 2 ? ends.get(0).number() : null;
      Double max = ends.size() == 2 ? ends.get(1).number() : null;
      if (min == null || max == null) {
        pair.addError("Invalid stretch: each range is [min, max], two numbers.");
      } else {
        ranges.add(pair.construct(() -> new Tool.ValueRange(min, max)));
      }
    }
    return ranges.contains(null) ? List.of() : ranges;
  }

  private static OutputFormatRequest format(BodyCursor format) {
    if (format.isAbsent() || !format.expectObject(FORMAT)) {
      return null;
    }
    BodyCursor block = format.member("blockSize");
    Integer blockSize = block.wholeNumber(64, MAX_BLOCK);
    if (blockSize != null && blockSize % 16 != 0) {
      block.addError("Invalid blockSize %d: TIFF wants a multiple of 16.".formatted(blockSize));
    }
    OutputFormat.BlockCompression compression =
        format.member("compression").enumConstant(OutputFormat.BlockCompression.class, Enum::name);
    OutputFormat.FileFormat type =
        format.member("type").enumConstant(OutputFormat.FileFormat.class, Enum::name);
    boolean zstd =
        compression == OutputFormat.BlockCompression.ZSTD
            || compression == OutputFormat.BlockCompression.LERC_ZSTD
            || compression == null && type == OutputFormat.FileFormat.ZARR;
    Integer level = format.member("level").wholeNumber(1, zstd ? 22 : 12);
    Integer predictor = predictor(format.member("predictor"));
    Resampling overviews = resampling(format.member("overviewResampling"));
    TileFormat tileFormat = format.member("tileFormat").enumConstant(TileFormat.class, Enum::name);
    Integer quality = format.member("quality").wholeNumber(1, 100);
    Double maxZError = format.member("maxZError").number();
    Integer bits = format.member("bitsPerSample").wholeNumber(1, 31);
    return format.construct(
        () ->
            new OutputFormatRequest(
                type,
                compression,
                level,
                predictor,
                blockSize,
                overviews,
                tileFormat,
                quality,
                maxZError,
                bits));
  }

  private static Integer predictor(BodyCursor predictor) {
    boolean auto = "auto".equalsIgnoreCase(predictor.node().textValue());
    return auto ? null : predictor.wholeNumber(1, 3);
  }

  private static List<String> texts(BodyCursor array, int max, int maxCharacters) {
    List<String> texts = new ArrayList<>();
    for (BodyCursor element : array.elements(max)) {
      String text = element.requiredText(maxCharacters);
      if (text != null) {
        texts.add(text);
      }
    }
    return texts;
  }
}
