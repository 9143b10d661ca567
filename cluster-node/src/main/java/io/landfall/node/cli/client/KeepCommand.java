package io.landfall.node.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Keeps the files of ended exports for longer. */
@Command(
    name = "keep",
    description =
        "Keeps the files of ended exports for longer, where the service gives them up, and prints"
            + " the ids and dates.")
public final class KeepCommand extends ClientCommand {
  @Parameters(
      arity = "1..*",
      paramLabel = "ID",
      description = "Of an export; - reads ids from stdin, one a line.")
  List<String> given;

  @Option(
      names = "--until",
      required = true,
      paramLabel = "DATE",
      description =
          "As 2027-01-31, whose beginning in UTC is meant, or 2027-01-31T12:00:00Z. Not before the"
              + " date that they are kept until.")
  String until;

  @Override
  public Integer call() {
    List<String> ids = ids(given).stream().map(id -> uuid("export", id)).toList();
    byte[] body = bytes(ServiceClient.JSON.createObjectNode().put("until", time(until)));
    ServiceClient service = connect();
    List<JsonNode> all = new ArrayList<>();
    for (String id : ids) {
      JsonNode export =
          service.send("POST", "/v1/exports/" + id + "/keep", body, Map.of(), true).body();
      all.add(export);
      if (!client.json) {
        printLine("%s  %s".formatted(id, ScreenText.line(export.path("expiresAt").asText())));
      }
    }
    if (client.json) {
      printAll(all);
    }
    return OK;
  }

  private static String time(String text) {
    try {
      return (text.indexOf('T') < 0
              ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
              : OffsetDateTime.parse(text).toInstant())
          .toString();
    } catch (DateTimeException e) {
      throw ClientFailures.usage(
          "Invalid --until: it must be a date as 2027-01-31, or a time as 2027-01-31T12:00:00Z, not %s."
              .formatted(text));
    }
  }
}
