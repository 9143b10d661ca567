package io.landfall.api.export;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.http.HttpResponses;
import io.landfall.api.json.Json;
import io.landfall.export.ExportDetails;
import io.landfall.export.GridCoordinates;
import io.landfall.export.TasksUnderWay;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.Morton;
import io.landfall.model.plan.PlannedTask;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Writes which part of the output each task renders, and where on the Earth that is. */
final class ExportTasksJson {
  /** What the largest answer takes. */
  static final long MAX_BYTES = 1 << 20;

  /** Positions a side: between them, a map may draw straight lines. */
  private static final int POSITIONS = 17;

  /** More than a map can show. */
  private static final int MAX_CELLS = 20_000;

  private static final double DEGREE_STEPS = 1e6; // a tenth of a metre

  private ExportTasksJson() {}

  /** Answers the tasks of an export; throws STATE_CONFLICT before it is planned. */
  static CompletionStage<HttpResponse> answer(ExportDetails details, GridCoordinates coordinates) {
    ExportPlan plan = details.plan();
    if (plan == null) {
      throw new ExportFailure(
          ErrorCode.STATE_CONFLICT,
          "Cannot tell the tasks of export %s: it has no plan yet. Ask again when it is SUBMITTED."
              .formatted(details.summary().id()));
    }
    return coordinates
        .lonLat(plan.grid(), POSITIONS, POSITIONS)
        .thenApply(
            lonLat -> HttpResponses.json(200, write(details.summary().attempt(), plan, lonLat)));
  }

  private static ObjectNode write(int attempt, ExportPlan plan, double[] lonLat) {
    List<PlannedTask> tasks = plan.layout().tasks();
    int halvings = halvings(tasks, MAX_CELLS);
    int levels = plan.layout().metatileLevels() + halvings;
    ObjectNode json = Json.object();
    json.put("attempt", attempt);
    json.put("width", plan.grid().width());
    json.put("height", plan.grid().height());
    json.put("cellSize", (long) plan.format().blockSize() << levels);
    ArrayNode positions = json.putArray("positions");
    for (int row = 0; row < POSITIONS; row++) {
      ArrayNode line = positions.addArray();
      for (int column = 0; column < POSITIONS; column++) {
        int at = 2 * (row * POSITIONS + column);
        addPosition(line, lonLat[at], lonLat[at + 1]);
      }
    }
    ArrayNode all = json.putArray("tasks");
    for (PlannedTask task : tasks) {
      ArrayNode cells = all.addObject().put("task", task.index()).putArray("cells");
      for (int code : cells(task, halvings)) {
        cells.addArray().add(Morton.column(code)).add(Morton.row(code));
      }
    }
    return json;
  }

  static ObjectNode write(TasksUnderWay now) {
    ObjectNode json = Json.object().put("attempt", now.attempt());
    ArrayNode tasks = json.putArray("tasks");
    now.tasks().forEach(tasks::add);
    return json.put("total", now.total());
  }

  /** Returns how often cells are joined, four to one, for at most {@code most} of them. */
  static int halvings(List<PlannedTask> tasks, int most) {
    int halvings = 0;
    while (count(tasks, halvings) > Math.max(most, tasks.size())) {
      halvings++;
    }
    return halvings;
  }

  private static long count(List<PlannedTask> tasks, int halvings) {
    return tasks.stream().mapToLong(task -> cells(task, halvings).length).sum();
  }

  /** Returns the cells of a task; the codes ascend, so that those of one cell are neighbours. */
  private static int[] cells(PlannedTask task, int halvings) {
    return task.metatiles().stream().mapToInt(code -> code >>> 2 * halvings).distinct().toArray();
  }

  private static void addPosition(ArrayNode line, double longitude, double latitude) {
    if (Double.isFinite(longitude) && Double.isFinite(latitude)) {
      line.addArray().add(rounded(longitude)).add(rounded(latitude));
    } else {
      line.addNull();
    }
  }

  private static double rounded(double degrees) {
    return Math.round(degrees * DEGREE_STEPS) / DEGREE_STEPS;
  }
}
