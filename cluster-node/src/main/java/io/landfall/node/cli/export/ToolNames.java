package io.landfall.node.cli.export;

import io.landfall.model.algebra.BuiltInTool;
import io.landfall.model.algebra.BuiltInTools;
import java.util.Iterator;

/** The names of the built-in tools, for {@code --help} and completion. */
final class ToolNames implements Iterable<String> {
  @Override
  public Iterator<String> iterator() {
    return BuiltInTools.all().stream().map(BuiltInTool::name).iterator();
  }
}
