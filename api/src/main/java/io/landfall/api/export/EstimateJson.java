package io.landfall.api.export;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.export.ExpectedAmount;
import io.landfall.export.ExportEstimate;

/** Writes estimates: the plan as an export shows it, with what is expected of it. */
public final class EstimateJson {
  private EstimateJson() {}

  /** Writes one. */
  public static ObjectNode write(ExportEstimate estimate) {
    ObjectNode json = ExportJson.plan(estimate.plan());
    ExpectedAmount bytes = estimate.bytes();
    json.put("bytes", Math.round(bytes.expected()));
    json.putArray("bytesRange").add(Math.round(bytes.low())).add(Math.round(bytes.high()));
    json.put("bytesBasis", bytes.basis());
    ExpectedAmount seconds = estimate.seconds();
    json.put("seconds", tenths(seconds.expected()));
    json.putArray("secondsRange").add(tenths(seconds.low())).add(tenths(seconds.high()));
    json.put("secondsBasis", seconds.basis());
    ArrayNode destinations = json.putArray("destinations");
    estimate
        .destinations()
        .forEach(
            check ->
                destinations
                    .addObject()
                    .put("type", check.type())
                    .put("status", check.status().name())
                    .put("detail", check.detail()));
    ArrayNode warnings = json.putArray("warnings");
    estimate.plan().warnings().forEach(warnings::add);
    estimate.warnings().forEach(warnings::add);
    return json;
  }

  private static double tenths(double seconds) {
    return Math.max(1, Math.round(seconds * 10)) / 10.0;
  }
}
