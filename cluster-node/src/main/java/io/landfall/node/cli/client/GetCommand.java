package io.landfall.node.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows exports. */
@Command(name = "get", description = "Shows exports.")
public final class GetCommand extends ClientCommand {
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
      JsonNode export = service.get("/v1/exports/" + id).body();
      if (client.json) {
        all.add(export);
      } else {
        print(export);
      }
    }
    if (client.json) {
      printAll(all);
    }
    return OK;
  }

  private void print(JsonNode export) {
    value("id", export.path("id"));
    value("name", export.path("name"));
    value("status", export.path("status"));
    value("reason", export.path("statusReason"));
    JsonNode progress = export.path("progress");
    printLine(
        "%-12s %d of %d, %d %%"
            .formatted(
                "tiles",
                progress.path("tilesDone").asLong(),
                progress.path("tilesTotal").asLong(),
                progress.path("percent").asInt()));
    value("created", export.path("createdAt"));
    value("updated", export.path("updatedAt"));
    value("error", export.path("error").path("detail"));
    export.path("warnings").forEach(warning -> value("warning", warning));
    for (JsonNode file : export.path("result").path("files")) {
      printLine(
          "%-12s %s, %s, SHA-256 %s"
              .formatted(
                  "file",
                  ScreenText.line(file.path("name").asText()),
                  ScreenText.bytes(file.path("bytes").asLong()),
                  ScreenText.line(file.path("sha256").asText())));
    }
    printLine("");
  }

  private void value(String name, JsonNode value) {
    if (!value.isMissingNode() && !value.isNull()) {
      printLine("%-12s %s".formatted(name, ScreenText.line(value.asText())));
    }
  }
}
