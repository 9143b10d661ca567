package io.landfall.model.algebra;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A tree of map algebra with the bands that it reads. A tool that stands is within the limits
 * below, so that trees can be walked by recursion.
 *
 * @param inputs in the order in which a program takes them; names are unique
 */
public record AlgebraTool(Expression tree, List<ToolInput> inputs) {
  /** The most nodes on a path from the root to a leaf. */
  public static final int MAX_DEPTH = 64;

  /** The most nodes of a tree. */
  public static final int MAX_NODES = 10_000;

  /** The most pixels that focal operations on one path may reach together. */
  public static final int MAX_HALO = 256;

  public AlgebraTool {
    inputs = List.copyOf(inputs);
    Set<String> names = new HashSet<>();
    for (ToolInput input : inputs) {
      if (!names.add(input.name())) {
        throw invalid("two inputs are called \"%s\". Give each a name of its own", input.name());
      }
    }
    for (String name : names(tree)) {
      if (!names.contains(name)) {
        throw invalid("no input is called \"%s\"; there are %s", name, names);
      }
    }
  }

  /** Makes a tool whose inputs are guessed from the names in the tree, by first appearance. */
  public static AlgebraTool of(Expression tree) {
    List<ToolInput> inputs = new ArrayList<>();
    for (String name : names(tree)) {
      inputs.add(ToolInput.of(name));
    }
    return new AlgebraTool(tree, withSecondBand(inputs));
  }

  /** Returns how many pixels around one the tree reads on each side. */
  public int halo() {
    return halo(tree);
  }

  /** Where one label is A, another that is B means the second band, not blue. */
  static List<ToolInput> withSecondBand(List<ToolInput> inputs) {
    boolean hasInputA = inputs.stream().anyMatch(input -> input.name().equalsIgnoreCase("a"));
    return inputs.stream()
        .map(
            input ->
                hasInputA && input.name().equalsIgnoreCase("b")
                    ? new ToolInput(input.name(), "2", null)
                    : input)
        .toList();
  }

  private static int halo(Expression tree) {
    int below = 0;
    for (Expression operand : tree.operands()) {
      below = Math.max(below, halo(operand));
    }
    return below + tree.extent();
  }

  /** Collects the names of inputs from left to right, holding the tree to the limits. */
  private static Set<String> names(Expression tree) {
    record Visit(Expression node, int depth, int halo) {}
    Set<String> names = new LinkedHashSet<>();
    Deque<Visit> pending = new ArrayDeque<>(List.of(new Visit(tree, 1, 0)));
    for (int nodes = 1; !pending.isEmpty(); nodes++) {
      Visit visit = pending.pop();
      int halo = visit.halo + visit.node.extent();
      if (visit.node instanceof Expression.Input input) {
        names.add(input.name());
      }
      if (nodes > MAX_NODES || visit.depth > MAX_DEPTH || halo > MAX_HALO) {
        throw invalid(
            "its tree has more than %d nodes or %d levels, or reads farther than %d pixels."
                + " Simplify it",
            MAX_NODES, MAX_DEPTH, MAX_HALO);
      }
      List<Expression> operands = visit.node.operands();
      for (int i = operands.size() - 1; i >= 0; i--) {
        pending.push(new Visit(operands.get(i), visit.depth + 1, halo));
      }
    }
    return names;
  }

  private static ExportFailure invalid(String why, Object... values) {
    return new ExportFailure(
        ErrorCode.TOOL_INVALID, "Invalid tool: " + why.formatted(values) + ".");
  }
}
