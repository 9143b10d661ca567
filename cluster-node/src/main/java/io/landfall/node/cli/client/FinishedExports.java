package io.landfall.node.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints exports once they are at their end: those that succeeded on stdout, what became of the
 * others on stderr.
 */
final class FinishedExports {
  private final ClientCommand command;
  private final ServiceClient service;
  private final Long endNanos;

  /**
   * @param timeout for all of them; {@code null}: none
   */
  FinishedExports(ClientCommand command, ServiceClient service, Duration timeout) {
    this.command = command;
    this.service = service;
    this.endNanos = timeout == null ? null : System.nanoTime() + timeout.toNanos();
  }

  /** Waits for each in turn; returns the exit code. */
  int print(List<String> ids) {
    List<JsonNode> ended = new ArrayList<>();
    boolean allSucceeded = true;
    for (String id : ids) {
      JsonNode export = new ExportWatch(service, id, endNanos).untilEnd();
      ended.add(export);
      for (JsonNode warning : export.path("warnings")) {
        command.say("Export %s: warning: %s", id, ScreenText.line(warning.asText()));
      }
      boolean succeeded = export.path("status").asText().equals("SUCCESS");
      allSucceeded &= succeeded;
      if (!succeeded) {
        command.say("Export %s: %s", id, ScreenText.line(failure(export)));
      } else if (!command.client.json) {
        command.printLine(id);
      }
    }
    if (command.client.json) {
      command.printAll(ended);
    }
    return allSucceeded ? ClientCommand.OK : ClientCommand.FAILED;
  }

  /** Returns why an export did not succeed. */
  static String failure(JsonNode export) {
    String reason = export.path("statusReason").asText("");
    String detail = export.path("error").path("detail").asText("");
    return export.path("status").asText()
        + (reason.isEmpty() ? "" : " (" + reason + ")")
        + (detail.isEmpty() ? "." : ": " + detail);
  }
}
