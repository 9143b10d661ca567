package io.landfall.api.rasterfoundry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.json.ApiProblem;
import io.landfall.api.json.BodyCursor;
import io.landfall.api.json.Json;
import io.landfall.model.ErrorCode;
import io.landfall.workspace.Visibility;
import io.landfall.workspace.WorkspaceIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * A request for an export in Raster Foundry's words, and the same in those of {@code POST
 * /v1/exports}. What that system passed over is refused where the output would be another one than
 * was asked for.
 *
 * @param body as {@code POST /v1/exports} takes it, its bands left open
 * @param project whose bands are counted; {@code null}: an analysis is exported
 * @param bands numbers from 0; empty: those of the project
 * @param destination a URI that one of the user's delivery configurations must be for; {@code
 *     null}: a link
 */
record ExportDialect(ObjectNode body, UUID project, List<Integer> bands, String destination) {
  private static final Set<String> MEMBERS =
      Set.of(
          "projectId",
          "projectLayerId",
          "toolRunId",
          "organizationId",
          "exportStatus",
          "exportType",
          "visibility",
          "owner",
          "exportOptions");
  private static final Set<String> OPTIONS =
      Set.of(
          "mask",
          "resolution",
          "crop",
          "raw",
          "stitch",
          "bands",
          "rasterSize",
          "crs",
          "source",
          "operation");
  private static final int WEB_MERCATOR = 3857;
  private static final int LON_LAT = 4326;
  private static final int MAX_EPSG = 1_000_000;
  private static final int MAX_RASTER = 1_000_000;
  private static final int MAX_BAND = 1_000;
  private static final int MAX_BANDS = 100;
  private static final int MAX_TEXT = 2_000;

  /** Where what {@code POST /v1/exports} finds wrong stands in this dialect. */
  private static final Map<String, String> POINTERS =
      Map.of(
          "/source/projectId", "/projectId",
          "/source/toolId", "/toolRunId",
          "/source/bands", "/exportOptions/bands",
          "/source", "/projectId",
          "/mask", "/exportOptions/mask",
          "/resolution", "/exportOptions/resolution",
          "/outputProjection", "/exportOptions/crs");

  /** What Raster Foundry calls the kinds of places where exports go. */
  private enum ExportType {
    S3,
    LOCAL,
    DROPBOX
  }

  /**
   * Reads a body.
   *
   * @param user who asks
   * @throws ApiProblem naming every wrong place by its pointer
   */
  static ExportDialect read(JsonNode root, String user) {
    BodyCursor body = BodyCursor.ofRoot(root);
    if (!body.expectObject(MEMBERS)) {
      body.throwIfInvalid();
    }
    ObjectNode request = Json.object().put("name", "export");
    UUID project = source(body, request.putObject("source"));
    passedOver(body, user);
    BodyCursor options = body.member("exportOptions");
    List<Integer> bands = List.of();
    String destination = null;
    if (options.isAbsent()) {
      options.addError("Missing exportOptions: give at least a resolution, a zoom level.");
    } else if (options.expectObject(OPTIONS)) {
      grid(options, request);
      if (!options.member("mask").isAbsent()) {
        request.set("mask", options.member("mask").node());
      }
      bands = bands(options.member("bands"), project);
      destination = options.member("source").text(MAX_TEXT);
      raw(options, request);
    }
    body.throwIfInvalid();
    return new ExportDialect(request, project, bands, destination);
  }

  /** An analysis counts before a project, as it always did. */
  private static UUID source(BodyCursor body, ObjectNode source) {
    UUID tool = uuid(body.member("toolRunId"));
    UUID project = uuid(body.member("projectId"));
    UUID layer = uuid(body.member("projectLayerId"));
    if (layer != null && !layer.equals(project)) {
      body.member("projectLayerId")
          .addError(
              ErrorCode.OPTION_UNSUPPORTED,
              "Cannot export a layer of a project: projects have one, of the project's own id.");
    }
    if (tool != null) {
      source.put("toolId", tool.toString());
      return null;
    }
    if (project == null) {
      if (body.member("projectId").isAbsent()) {
        body.member("projectId").addError("Missing projectId: give it, or a toolRunId.");
      }
      return null;
    }
    source.put("projectId", project.toString());
    return project;
  }

  private static UUID uuid(BodyCursor at) {
    String text = at.text(MAX_TEXT);
    if (text == null) {
      return null;
    }
    UUID id = WorkspaceIds.parse(text).orElse(null);
    if (id == null) {
      at.addError("Invalid id %s: it must be a UUID.".formatted(at.displayValue()));
    }
    return id;
  }

  /** What says nothing of the output. */
  private static void passedOver(BodyCursor body, String user) {
    body.member("exportStatus").enumConstant(FoundryStatus.class, Enum::name);
    body.member("exportType").enumConstant(ExportType.class, Enum::name);
    body.member("visibility").enumConstant(Visibility.class, Enum::name);
    uuid(body.member("organizationId"));
    String owner = body.member("owner").text(MAX_TEXT);
    if (owner != null && !owner.equals(user)) {
      body.member("owner")
          .addError(ErrorCode.NOT_ALLOWED, "Cannot export for another user: leave the owner out.");
    }
  }

  private static void grid(BodyCursor options, ObjectNode request) {
    BodyCursor resolution = options.member("resolution");
    if (resolution.isAbsent()) {
      resolution.addError(
          "Missing resolution: give a zoom level from 0 to %d.".formatted(ZoomLevel.MAX));
    }
    Integer zoom = resolution.wholeNumber(0, ZoomLevel.MAX);
    Integer crs = options.member("crs").wholeNumber(1, MAX_EPSG);
    int epsg = crs == null ? WEB_MERCATOR : crs;
    boolean isMetric = epsg == WEB_MERCATOR || isUtm(epsg);
    if (!isMetric && epsg != LON_LAT) {
      options
          .member("crs")
          .addError(
              ErrorCode.OPTION_UNSUPPORTED,
              "Cannot take a zoom level for EPSG:%d: its unit is not known here. POST /v1/exports"
                      .formatted(epsg)
                  + " takes a resolution in units of any CRS.");
      return;
    }
    if (zoom != null) {
      request.put("outputProjection", epsg);
      request.put("resolution", isMetric ? ZoomLevel.metres(zoom) : ZoomLevel.degrees(zoom));
      request.put("grid", "aligned"); // on the pixels of the web map's tiles
    }
  }

  private static boolean isUtm(int epsg) {
    int zone = epsg % 100;
    return (epsg / 100 == 326 || epsg / 100 == 327) && zone >= 1 && zone <= 60;
  }

  private static List<Integer> bands(BodyCursor at, UUID project) {
    List<Integer> bands = new ArrayList<>();
    for (BodyCursor element : at.elements(MAX_BANDS)) {
      Integer band = element.wholeNumber(0, MAX_BAND);
      if (band != null) {
        bands.add(band);
      } else if (element.isAbsent()) {
        element.addError("Invalid band: it must be a whole number from 0.");
      }
    }
    if (!bands.isEmpty() && project == null) {
      at.addError(
          ErrorCode.OPTION_UNSUPPORTED,
          "Cannot choose bands of an analysis: it has one. Leave the bands out.");
    }
    return bands;
  }

  private static void raw(BodyCursor options, ObjectNode request) {
    for (String flag : List.of("crop", "stitch", "raw")) {
      BodyCursor at = options.member(flag);
      if (!at.isAbsent() && !at.node().isBoolean()) {
        at.addError(
            String.format(
                Locale.ROOT, "Invalid %s %s: give true or false.", flag, at.displayValue()));
      }
    }
    options.member("rasterSize").wholeNumber(1, MAX_RASTER); // there is one file, of any size
    options.member("operation").text(MAX_TEXT);
    if (options.member("raw").node().asBoolean()) {
      request.putArray("stretch"); // no colours of the project's
    }
  }

  /** Returns what was refused, with the places of this dialect. */
  static ApiProblem translated(ApiProblem problem) {
    List<ApiProblem.FieldError> errors =
        problem.errors().stream()
            .map(error -> new ApiProblem.FieldError(translated(error.pointer()), error.detail()))
            .toList();
    return new ApiProblem(problem.status(), problem.slug(), problem.getMessage(), errors);
  }

  private static String translated(String pointer) {
    for (String place = pointer; !place.isEmpty(); ) {
      String known = POINTERS.get(place);
      if (known != null) {
        return known + pointer.substring(place.length());
      }
      place = place.substring(0, place.lastIndexOf('/'));
    }
    return pointer;
  }
}
