package io.landfall.api.ingest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.json.Json;
import io.landfall.ingest.IngestControl;
import io.landfall.ingest.IngestReport;
import io.landfall.ingest.IngestSchedule;

/** The ingest as JSON. */
public final class IngestJson {
  private IngestJson() {}

  static ObjectNode write(IngestControl.IngestStatus status) {
    ObjectNode json = Json.object();
    status.schedule().ifPresent(schedule -> put(json.putObject("schedule"), schedule));
    ArrayNode runs = json.putArray("runs");
    status.latest().forEach(run -> put(runs.addObject(), run));
    return json;
  }

  /** Returns one run. */
  public static ObjectNode write(IngestReport run) {
    ObjectNode json = Json.object();
    put(json, run);
    return json;
  }

  private static void put(ObjectNode json, IngestSchedule schedule) {
    json.put("list", schedule.listUrl()).put("frequency", schedule.frequency().toString());
    if (schedule.nextRunAt() != null) {
      json.put("next", schedule.nextRunAt().toString());
    }
    if (schedule.current() != null) {
      put(json.putObject("current"), schedule.current());
    }
  }

  private static void put(ObjectNode json, IngestReport run) {
    json.put("run", run.run()).put("list", run.listUrl()).put("state", run.state().name());
    json.put("started", run.started().toString());
    if (run.ended() != null) {
      json.put("ended", run.ended().toString());
    }
    json.put("lines", run.lines()).put("scenes", run.scenes()).put("bad", run.bad());
    json.put("warned", run.warned());
    json.put("added", run.merged().added()).put("changed", run.merged().changed());
    json.put("unchanged", run.merged().unchanged()).put("withdrawn", run.merged().withdrawn());
    json.put("replaced", run.merged().replaced()).put("whole", run.whole());
    json.put("message", run.message());
  }
}
