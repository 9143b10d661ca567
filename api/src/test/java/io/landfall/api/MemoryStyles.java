package io.landfall.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.landfall.workspace.style.LayerStyle;
import io.landfall.workspace.style.LayerStyle.StyleKind;
import io.landfall.workspace.style.StyleStore;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Styles in memory, for ever. */
final class MemoryStyles implements StyleStore {
  private final Map<String, LayerStyle> styles = new ConcurrentHashMap<>();

  /** Keeps a tool, and returns its id. */
  String add(String owner) {
    var tree = JsonNodeFactory.instance.objectNode().put("type", "src").put("id", "red");
    LayerStyle style = LayerStyle.of(StyleKind.TOOL, tree);
    put(owner, style);
    return style.id();
  }

  @Override
  public void put(String owner, LayerStyle style) {
    styles.put(owner + " " + style.id(), style);
  }

  @Override
  public Optional<LayerStyle> find(String owner, String id) {
    return Optional.ofNullable(styles.get(owner + " " + id));
  }
}
