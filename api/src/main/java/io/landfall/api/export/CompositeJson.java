package io.landfall.api.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.json.BodyCursor;
import io.landfall.api.json.ToolJson;
import io.landfall.model.algebra.AlgebraTool;
import io.landfall.model.algebra.BuiltInTools;
import io.landfall.model.algebra.ToolReader;
import io.landfall.model.geojson.AoiReader;
import io.landfall.model.request.Composite;
import io.landfall.model.request.CompositeMethod;
import java.util.Set;

/** A composite: {@code "median"}, {@code "best:ndvi"}, or {@code {"best": {tree}}}. */
final class CompositeJson {
  private static final int MAX_TEXT = 200;
  private static final String BEST = "best";

  private CompositeJson() {}

  /** Returns what was asked for; {@code null}: nothing, or what is wrong was noted. */
  static Composite read(BodyCursor composite) {
    if (composite.isAbsent()) {
      return null;
    }
    if (!composite.node().isObject()) {
      String text = composite.text(MAX_TEXT);
      return text == null
          ? null
          : composite.construct(() -> Composite.parse(text, name -> BuiltInTools.get(name).tool()));
    }
    if (!composite.expectObject(Set.of(BEST))) {
      return null;
    }
    BodyCursor tree = composite.member(BEST);
    AlgebraTool tool = tree.construct(() -> ToolReader.read(tree.node(), AoiReader::read));
    return tool == null ? null : tree.construct(() -> Composite.best(tool, null));
  }

  /** Writes it as it is read. */
  static void write(ObjectNode json, Composite composite) {
    if (composite == null) {
      return;
    }
    if (composite.method() == CompositeMethod.BEST && !isBuiltIn(composite)) {
      json.putObject("composite").set(BEST, ToolJson.write(composite.score()));
    } else {
      json.put("composite", composite.text());
    }
  }

  /** Tells whether the name of the expression means the same wherever it is read. */
  private static boolean isBuiltIn(Composite composite) {
    return BuiltInTools.all().stream()
        .anyMatch(
            one ->
                one.name().equalsIgnoreCase(composite.scoreName())
                    && one.tool().equals(composite.score()));
  }
}
