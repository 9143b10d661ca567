package io.landfall.api.export;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.json.BodyCursor;
import io.landfall.model.color.ColorRamp;
import io.landfall.model.color.ColorRamp.ColorStop;
import io.landfall.model.request.ColorRampRequest;
import java.util.ArrayList;
import java.util.List;

/** A colour ramp: a name, or {@code [[value, "#rrggbb"], ...]}. */
final class ColorRampJson {
  private static final int MAX_NAME = 200;
  private static final int MAX_STOPS = 1_000;

  private ColorRampJson() {}

  /** Returns what was asked for; {@code null}: nothing, or what is wrong was noted. */
  static ColorRampRequest read(BodyCursor ramp) {
    if (ramp.isAbsent()) {
      return null;
    }
    if (!ramp.node().isArray()) {
      String name = ramp.text(MAX_NAME);
      return name == null ? null : ramp.construct(() -> new ColorRampRequest(name, null));
    }
    List<ColorStop> stops = new ArrayList<>();
    for (BodyCursor entry : ramp.elements(MAX_STOPS)) {
      stops.add(stop(entry));
    }
    return stops.contains(null)
        ? null
        : ramp.construct(() -> new ColorRampRequest(null, new ColorRamp(stops)));
  }

  private static ColorStop stop(BodyCursor entry) {
    List<BodyCursor> pair = entry.elements(2);
    Double value = pair.size() == 2 ? pair.get(0).number() : null;
    String color = pair.size() == 2 ? pair.get(1).text(MAX_NAME) : null;
    if (value == null || color == null || !color.matches("#[0-9A-Fa-f]{6}")) {
      entry.addError(
          "Invalid colorRamp: each entry is [value, \"#rrggbb\"], as [0.5, \"#1a9850\"].");
      return null;
    }
    int rgb = Integer.parseInt(color.substring(1), 16);
    return new ColorStop(value, rgb >> 16, rgb >> 8 & 255, rgb & 255);
  }

  /** Writes it as it is read. */
  static void write(ObjectNode json, ColorRampRequest ramp) {
    if (ramp == null) {
      return;
    }
    if (ramp.name() != null) {
      json.put("colorRamp", ramp.name());
      return;
    }
    ArrayNode entries = json.putArray("colorRamp");
    for (ColorStop stop : ramp.table().stops()) {
      entries
          .addArray()
          .add(stop.value())
          .add("#%02x%02x%02x".formatted(stop.red(), stop.green(), stop.blue()));
    }
  }
}
