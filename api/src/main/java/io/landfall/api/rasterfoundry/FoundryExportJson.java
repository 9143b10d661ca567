package io.landfall.api.rasterfoundry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.json.AreaJson;
import io.landfall.api.json.Json;
import io.landfall.export.ExportDetails;
import io.landfall.export.ExportSummary;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.RequestOrigin;
import io.landfall.workspace.Visibility;

/** An export as Raster Foundry wrote it. */
final class FoundryExportJson {
  private static final int WEB_MERCATOR = 3857;
  private static final int LON_LAT = 4326;

  private FoundryExportJson() {}

  /**
   * Writes an export.
   *
   * @param url of the list of exports
   */
  static ObjectNode write(ExportDetails details, String url) {
    ExportSummary summary = details.summary();
    RequestOrigin origin = details.request().origin();
    ObjectNode json = Json.object();
    json.put("id", summary.id().toString());
    json.put("createdAt", summary.createdAt().toString());
    json.put("createdBy", summary.owner());
    json.put("modifiedAt", summary.updatedAt().toString());
    json.put("modifiedBy", summary.owner());
    json.put("owner", summary.owner());
    json.putNull("organizationId");
    json.put(
        "projectId",
        origin == null
            ? null
            : origin.project().map(use -> use.projectId().toString()).orElse(null));
    json.putNull("projectLayerId");
    json.put(
        "toolRunId",
        origin == null || origin.tool() == null ? null : origin.tool().toolId().toString());
    json.put("exportStatus", FoundryStatus.of(summary.status()).name());
    json.put("exportType", "S3");
    json.put("visibility", Visibility.PRIVATE.name());
    json.set("exportOptions", options(details.request(), url + "/" + summary.id() + "/files"));
    return json;
  }

  /** Where the files are stands in {@code source}, which once was where they were to go. */
  private static ObjectNode options(ExportRequest request, String files) {
    ObjectNode json = Json.object();
    Integer epsg = request.outputProjection();
    Integer zoom = null;
    if (epsg != null) {
      double unit = epsg == LON_LAT ? ZoomLevel.degrees(0) : ZoomLevel.metres(0);
      zoom = ZoomLevel.of(request.resolution(), unit);
    }
    json.put("resolution", zoom);
    json.set("mask", request.mask() == null ? null : AreaJson.write(request.mask()));
    json.put("crop", true);
    json.put("stitch", true);
    json.put("raw", !request.effectiveProcessing().correctsColors());
    json.put("crs", epsg == null || epsg == WEB_MERCATOR ? null : epsg);
    json.put("source", files);
    json.put("operation", "id");
    return json;
  }
}
