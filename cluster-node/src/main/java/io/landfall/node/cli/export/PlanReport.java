package io.landfall.node.cli.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.PlannedScene;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a dry run tells. */
public final class PlanReport {
  private PlanReport() {}

  private static Map<String, Object> values(ExportPlan plan) {
    var grid = plan.grid();
    var layout = plan.layout();
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("crs", "EPSG:" + grid.epsg());
    values.put("resolution", grid.pixelWidth());
    values.put("width", grid.width());
    values.put("height", grid.height());
    values.put("extent", List.of(grid.west(), grid.south(), grid.east(), grid.north()));
    values.put("bands", plan.bands().names());
    values.put("type", plan.bands().type().name());
    values.put("nodata", plan.bands().nodata());
    values.put("resampling", plan.resampling().name());
    values.put(
        "format",
        "%s, %s level %d, predictor %d, %d-pixel tiles"
            .formatted(
                plan.format().type(),
                plan.format().compression(),
                plan.format().level(),
                plan.format().predictor(),
                plan.format().blockSize()));
    values.put("scenes", plan.scenes().stream().map(PlannedScene::name).toList());
    values.put("tiles", layout.tilesTotal());
    values.put("tasks", layout.tasks().size());
    values.put("parts", layout.singleObject() ? 1 : 1 + 2 * layout.tasks().size());
    values.put("bigTiff", layout.bigTiff());
    values.put("estimatedBytes", layout.estimatedBytes());
    values.put("warnings", plan.warnings());
    return values;
  }

  public static void print(PrintWriter out, ExportPlan plan) {
    values(plan).forEach((name, value) -> out.printf("%-15s %s%n", name, value));
  }

  public static void printJson(PrintWriter out, ExportPlan plan) throws JsonProcessingException {
    out.println(
        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(values(plan)));
  }
}
