package io.landfall.node.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Says what an export would be, without beginning it. */
@Command(
    name = "estimate",
    description =
        "Says what an export would be, without beginning it: grid, tiles, scenes, bytes, seconds,"
            + " warnings.")
public final class EstimateCommand extends ClientCommand {
  @Parameters(
      paramLabel = "FILE",
      description = "The request in JSON, as for submit; - reads it from stdin.")
  String file;

  @Override
  public Integer call() {
    byte[] request = body(file);
    JsonNode estimate =
        connect().send("POST", "/v1/exports/estimate", request, Map.of(), true).body();
    if (client.json) {
      printJson(estimate);
    } else {
      print("", estimate);
    }
    return OK;
  }

  /** A line a value, named by its place. */
  private void print(String name, JsonNode value) {
    if (value.isObject()) {
      value
          .fields()
          .forEachRemaining(
              field ->
                  print(
                      name.isEmpty() ? field.getKey() : name + "." + field.getKey(),
                      field.getValue()));
    } else if (value.isArray() && !value.isEmpty() && value.get(0).isContainerNode()) {
      for (int i = 0; i < value.size(); i++) {
        print(name + "." + i, value.get(i));
      }
    } else if (value.isArray()) {
      var text = new StringBuilder();
      value.forEach(one -> text.append(text.isEmpty() ? "" : ", ").append(one.asText()));
      printValue(name, text.isEmpty() ? "none" : text.toString());
    } else if (!value.isNull()) {
      printValue(name, value.asText());
    }
  }

  private void printValue(String name, String value) {
    printLine("%-28s %s".formatted(ScreenText.line(name), ScreenText.line(value)));
  }
}
