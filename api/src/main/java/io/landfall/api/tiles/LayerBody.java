package io.landfall.api.tiles;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.http.PageCursors;
import io.landfall.api.json.ApiProblem;
import io.landfall.api.json.Json;
import io.landfall.model.tile.TileLayer.FileLayer;
import io.landfall.workspace.ExportSourceFinder;
import io.landfall.workspace.style.LayerStyle;
import io.landfall.workspace.style.LayerStyle.StyleKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The parameters of a layer as the body of a request for an export, so that both mean the same by
 * the same words and are checked by the same reader.
 */
final class LayerBody {
  private static final int MAX_BANDS = 100;
  private static final int MAX_NAME = 200;
  private static final int MAX_STRETCH = 2 * MAX_BANDS;
  private static final int UUID_CHARACTERS = 36;

  private final LayerTarget target;
  private final LayerQuery query;
  private final Map<String, LayerStyle> styles;

  /**
   * @param styles that the query names, as far as they are there, by id
   */
  LayerBody(LayerTarget target, LayerQuery query, Map<String, LayerStyle> styles) {
    this.target = target;
    this.query = query;
    this.styles = styles;
  }

  /** Returns the styles that a query names, whether they are there or not. */
  static Set<String> stylesOf(LayerQuery query) {
    Set<String> ids = new HashSet<>();
    for (String name : List.of("tool", "color")) {
      query.value(name).filter(LayerStyle::isId).ifPresent(ids::add);
    }
    return ids;
  }

  /**
   * Returns the body.
   *
   * @throws ApiProblem 400 for a parameter that cannot be what it is; what it means is read later
   */
  ObjectNode write() {
    ObjectNode body = Json.object();
    ObjectNode source = body.putObject("source");
    switch (target.kind()) {
      case PROJECT -> source.put("projectId", target.id());
      case SCENE -> source.putArray("scenes").add(target.id());
      case EXPORT -> source.putArray("scenes").add(FileLayer.SCENE.value());
      case TOOL -> {
        source.put("toolId", target.id());
        inputs(source);
      }
    }
    query.value("bands").ifPresent(text -> bands(source, text));
    query.value("tool").ifPresent(text -> tool(source, text));
    query.value("stretch").ifPresent(text -> stretch(body, text));
    query.value("color").ifPresent(text -> color(body, text));
    query.value("ramp").ifPresent(text -> body.set("colorRamp", nameOrJson("ramp", text, '[')));
    query.value("look").ifPresent(text -> body.put("look", text));
    query.value("resampling").ifPresent(text -> body.put("resampling", text));
    query.value("composite").ifPresent(text -> body.put("composite", text));
    cloudMask(body);
    return body;
  }

  private static void bands(ObjectNode source, String text) {
    ArrayNode bands = source.putArray("bands");
    parts("bands", text, MAX_BANDS).forEach(bands::add);
  }

  private void tool(ObjectNode source, String text) {
    if (text.startsWith("{")) {
      source.set("tool", json("tool", text));
    } else if (LayerStyle.isId(text)) {
      source.set("tool", style("tool", text, StyleKind.TOOL));
    } else {
      source.put("toolId", text);
    }
  }

  private void color(ObjectNode body, String text) {
    if (text.startsWith("{")) {
      body.set("colorCorrection", json("color", text));
    } else if (LayerStyle.isId(text)) {
      body.set("colorCorrection", style("color", text, StyleKind.COLOR_CORRECTION));
    } else {
      throw PageCursors.badParameter(
          "color",
          "give a colour correction as JSON, or the id under which POST /v1/styles keeps one.");
    }
  }

  private void cloudMask(ObjectNode body) {
    String classes = query.value("cloudMask").orElse(null);
    String buffer = query.value("cloudBuffer").orElse("0");
    if (classes == null && query.value("cloudBuffer").isPresent()) {
      throw PageCursors.badParameter(
          "cloudBuffer", "it is of a cloud mask. Give cloudMask, too, as cloudMask=usual.");
    }
    if (!buffer.matches("\\d{1,3}")) {
      throw PageCursors.badParameter(
          "cloudBuffer", "give a whole number of pixels, from 0 to 100.");
    }
    if (classes != null) {
      ObjectNode mask = body.putObject("cloudMask").put("buffer", Integer.parseInt(buffer));
      if (!classes.equals("usual")) {
        parts("cloudMask", classes, MAX_BANDS).forEach(mask.putArray("classes")::add);
      }
    }
  }

  private JsonNode style(String parameter, String id, StyleKind kind) {
    LayerStyle style = styles.get(id);
    if (style == null || style.kind() != kind) {
      throw PageCursors.badParameter(
          parameter,
          "there is no %s %s of yours, or it was not used for long. Post it again with POST /v1/styles."
              .formatted(kind == StyleKind.TOOL ? "tool" : "colour correction", id));
    }
    return style.definition();
  }

  private static void stretch(ObjectNode body, String text) {
    if (text.equals("none")) {
      body.putArray("stretch"); // not even what the project says
    } else if (text.startsWith("auto")) {
      body.put("stretch", text);
    } else {
      ArrayNode ranges = body.putArray("stretch");
      List<String> numbers = parts("stretch", text, MAX_STRETCH);
      if (numbers.size() % 2 != 0) {
        throw badStretch();
      }
      for (int i = 0; i < numbers.size(); i += 2) {
        ranges.addArray().add(number(numbers.get(i))).add(number(numbers.get(i + 1)));
      }
    }
  }

  private static double number(String text) {
    try {
      double number = text.length() > 40 ? Double.NaN : Double.parseDouble(text);
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw badStretch();
  }

  private static ApiProblem badStretch() {
    return PageCursors.badParameter(
        "stretch",
        "give MIN,MAX for all bands, one pair a band, auto, auto:LOW-HIGH in percent, or none.");
  }

  /** Each is {@code NAME:PROJECT} or {@code NAME:PROJECT:BAND}; the band may be anything. */
  private void inputs(ObjectNode source) {
    if (query.inputs().isEmpty()) {
      throw PageCursors.badParameter(
          LayerQuery.INPUT,
          "a tool needs its inputs: give input=NAME:PROJECT or input=NAME:PROJECT:BAND for each.");
    }
    ObjectNode inputs = source.putObject("inputs");
    for (String text : query.inputs()) {
      int at = projectIn(text);
      int end = at + UUID_CHARACTERS;
      boolean hasBand = at > 0 && text.length() > end;
      if (at <= 1 || hasBand && (text.charAt(end) != ':' || text.length() == end + 1)) {
        throw PageCursors.badParameter(
            LayerQuery.INPUT,
            "give NAME:PROJECT or NAME:PROJECT:BAND, with the id of a project of GET"
                + " /v1/projects.");
      }
      String name = text.substring(0, at - 1);
      if (inputs.has(name)) {
        throw PageCursors.badParameter(LayerQuery.INPUT, "two are for the same input of the tool.");
      }
      ObjectNode input = inputs.putObject(name).put("projectId", text.substring(at, end));
      if (hasBand) {
        input.put("band", text.substring(end + 1));
      }
    }
  }

  /** Returns where the first id of a project begins, after a colon; -1: there is none. */
  private static int projectIn(String text) {
    for (int colon = text.indexOf(':'); colon >= 0; colon = text.indexOf(':', colon + 1)) {
      int end = colon + 1 + UUID_CHARACTERS;
      if (end <= text.length()
          && ExportSourceFinder.uuid(text.substring(colon + 1, end)).isPresent()) {
        return colon + 1;
      }
    }
    return -1;
  }

  private static JsonNode nameOrJson(String parameter, String text, char begin) {
    return !text.isEmpty() && text.charAt(0) == begin
        ? json(parameter, text)
        : Json.object().textNode(text);
  }

  private static JsonNode json(String parameter, String text) {
    try {
      return Json.parse(text.getBytes(StandardCharsets.UTF_8));
    } catch (ApiProblem malformed) {
      throw PageCursors.badParameter(parameter, malformed.getMessage());
    }
  }

  private static List<String> parts(String parameter, String text, int most) {
    List<String> parts = new ArrayList<>();
    for (String part : text.split(",", most + 1)) {
      String trimmed = part.strip();
      if (trimmed.isEmpty() || trimmed.length() > MAX_NAME || parts.size() == most) {
        throw PageCursors.badParameter(
            parameter, "give 1 to %d values with commas between.".formatted(most));
      }
      parts.add(trimmed);
    }
    return parts;
  }
}
