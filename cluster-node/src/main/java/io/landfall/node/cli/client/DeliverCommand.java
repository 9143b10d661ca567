package io.landfall.node.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings the files of exports to more destinations. */
@Command(
    name = "deliver",
    description =
        "Brings the files of exports to more destinations, without rendering them again, and prints"
            + " the ids.")
public final class DeliverCommand extends ClientCommand {
  private static final String LINK = "link";

  @Parameters(
      arity = "1..*",
      paramLabel = "ID",
      description = "Of an export; - reads ids from stdin, one a line.")
  List<String> given;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "DESTINATION",
      description =
          "Id of a destination, as landfall destinations list prints it, or link; may be given"
              + " more than once.")
  List<String> destinations;

  @Option(names = "--wait", description = "Waits until they are there; 1 if one is not.")
  boolean wait;

  @Override
  public Integer call() {
    List<String> ids = ids(given).stream().map(id -> uuid("export", id)).toList();
    byte[] body = bytes(request());
    ServiceClient service = connect();
    List<JsonNode> all = new ArrayList<>();
    boolean allThere = true;
    for (String id : ids) {
      // a destination that the file is on its way to is not added twice
      JsonNode export =
          service.send("POST", "/v1/exports/" + id + "/deliver", body, Map.of(), true).body();
      if (wait) {
        export = new ExportWatch(service, id, null).untilEnd();
        boolean there = export.path("status").asText().equals("SUCCESS");
        if (!there) {
          say("%s: %s", id, ScreenText.line(FinishedExports.failure(export)));
        }
        allThere &= there;
      }
      all.add(export);
      if (!client.json) {
        printLine(id);
      }
    }
    if (client.json) {
      printAll(all);
    }
    return allThere ? OK : FAILED;
  }

  private ObjectNode request() {
    ObjectNode request = ServiceClient.JSON.createObjectNode();
    ArrayNode delivery = request.putArray("delivery");
    for (String destination : destinations) {
      if (destination.equalsIgnoreCase(LINK)) {
        delivery.addObject().put("type", "HTTP");
      } else {
        delivery.addObject().put("deliveryConfigId", uuid("destination", destination));
      }
    }
    return request;
  }
}
