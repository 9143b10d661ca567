package io.landfall.node.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Ends exports before they are done. */
@Command(name = "cancel", description = "Ends exports before they are done.")
public final class CancelCommand extends ClientCommand {
  @Parameters(
      arity = "1..*",
      paramLabel = "ID",
      description = "Of an export; - reads ids from stdin, one a line.")
  List<String> given;

  @Override
  public Integer call() {
    List<String> ids = ids(given).stream().map(id -> uuid("export", id)).toList();
    ServiceClient service = connect();
    List<JsonNode> all = new ArrayList<>();
    for (String id : ids) {
      // one that is canceled already stays so
      JsonNode export =
          service.send("POST", "/v1/exports/" + id + "/cancel", null, Map.of(), true).body();
      all.add(export);
      if (!client.json) {
        printLine("%s  %s".formatted(id, ScreenText.line(FinishedExports.failure(export))));
      }
    }
    if (client.json) {
      printAll(all);
    }
    return OK;
  }
}
