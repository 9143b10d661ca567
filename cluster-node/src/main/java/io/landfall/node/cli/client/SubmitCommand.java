package io.landfall.node.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Begins an export. */
@Command(
    name = "submit",
    description =
        "Begins an export and prints its id. A request that may have been lost on the way is sent"
            + " again under the same Idempotency-Key: no export is begun twice.")
public final class SubmitCommand extends ClientCommand {
  @Parameters(
      paramLabel = "FILE",
      description = "The request in JSON, as POST /v1/exports takes it; - reads it from stdin.")
  String file;

  @Option(
      names = "--idempotency-key",
      paramLabel = "KEY",
      description =
          "Sends this key: a second submit of the same request with it finds the first export."
              + " Default: a new one.")
  String key;

  @Option(names = "--wait", description = "Waits for its end, as landfall wait does.")
  boolean wait;

  @Override
  public Integer call() {
    byte[] request = body(file);
    ServiceClient service = connect();
    String sent = key == null ? UUID.randomUUID().toString() : key;
    if (!sent.chars().allMatch(c -> c >= ' ' && c < 0x7f) || sent.isBlank()) {
      throw ClientFailures.usage("Invalid --idempotency-key: give letters, digits and marks.");
    }
    JsonNode export =
        service.send("POST", "/v1/exports", request, Map.of("Idempotency-Key", sent), true).body();
    String id = uuid("export", export.path("id").asText());
    if (!wait) {
      for (JsonNode warning : export.path("warnings")) {
        say("warning: %s", ScreenText.line(warning.asText()));
      }
      if (client.json) {
        printJson(export);
      } else {
        printLine(id);
      }
      return OK;
    }
    say("Export %s has begun.", id);
    return new FinishedExports(this, service, null).print(java.util.List.of(id));
  }
}
