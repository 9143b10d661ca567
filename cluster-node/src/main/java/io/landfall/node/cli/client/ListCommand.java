package io.landfall.node.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists exports. */
@Command(name = "list", description = "Lists one's exports, newest first.")
public final class ListCommand extends ClientCommand {
  @Option(
      names = {"--status", "--state"},
      paramLabel = "STATUS",
      description = "PENDING, SUBMITTED, RENDERING, DELIVERING, SUCCESS or ERROR. Default: all.")
  String status;

  @Option(names = "--project", paramLabel = "ID", description = "Those of a project.")
  String project;

  @Option(names = "--label", paramLabel = "TEXT", description = "Those with a label.")
  String label;

  @Option(
      names = "--limit",
      defaultValue = "50",
      paramLabel = "N",
      description = "At most so many. Default: ${DEFAULT-VALUE}.")
  int limit;

  @Option(
      names = {"-q", "--quiet"},
      description = "Prints ids alone.")
  boolean quiet;

  @Override
  public Integer call() {
    var pages = new Pages(connect(), "/v1/exports", "exports");
    pages.put("status", status == null ? null : status.toUpperCase(java.util.Locale.ROOT));
    pages.put("project", project == null ? null : uuid("project", project));
    pages.put("label", label);
    ArrayNode exports = pages.read(limit);
    if (client.json) {
      printJson(ServiceClient.JSON.createObjectNode().set("exports", exports));
    } else {
      exports.forEach(this::print);
    }
    if (pages.hasMore()) {
      say("There are more than these %d exports: raise --limit.", exports.size());
    }
    return OK;
  }

  private void print(JsonNode export) {
    String id = ScreenText.line(export.path("id").asText());
    printLine(
        quiet
            ? id
            : "%s  %-10s  %3d %%  %-20s  %s"
                .formatted(
                    id,
                    ScreenText.line(export.path("status").asText()),
                    export.path("progress").path("percent").asInt(),
                    ScreenText.line(export.path("createdAt").asText(), 20),
                    ScreenText.line(export.path("name").asText(""), 60)));
  }
}
