package io.landfall.node;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Arrows as text: a name, {@code ->}, and the names that it points to; one line for each. {@code
 * name..} stands for the name and all below it, {@code *} for any name.
 */
final class PackageTable {
  private final Map<String, List<String>> rows = new LinkedHashMap<>();

  private PackageTable() {}

  static PackageTable parse(String text) {
    var table = new PackageTable();
    for (String line : text.split("\n")) {
      if (!line.isBlank()) {
        String[] sides = line.split("->", -1);
        if (sides.length != 2) {
          throw new IllegalArgumentException("Has no arrow: " + line);
        }
        List<String> right =
            Arrays.stream(sides[1].strip().split(" ")).filter(name -> !name.isEmpty()).toList();
        if (table.rows.put(sides[0].strip(), right) != null) {
          throw new IllegalArgumentException("Stands twice: " + line);
        }
      }
    }
    return table;
  }

  /** Returns the names on the left. */
  List<String> names() {
    return List.copyOf(rows.keySet());
  }

  /** Returns the arrows to names that have no line above their own. */
  List<String> upwardArrows() {
    List<String> upward = new ArrayList<>();
    List<String> above = new ArrayList<>();
    rows.forEach(
        (from, entries) -> {
          for (String entry : entries) {
            if (above.stream().noneMatch(name -> stands(entry, name))) {
              upward.add(from + " -> " + entry);
            }
          }
          above.add(from);
        });
    return upward;
  }

  /**
   * Compares with what is so.
   *
   * @param found names with what they point to, and for each arrow an example
   * @return what the table lacks, and what is no longer so
   */
  List<String> differences(Map<String, Map<String, String>> found) {
    List<String> differences = new ArrayList<>();
    found.forEach(
        (from, arrows) -> {
          if (!rows.containsKey(from)) {
            differences.add("%s has no line".formatted(from));
          }
          arrows.forEach(
              (to, example) -> {
                if (!isAllowed(from, to)) {
                  differences.add("%s -> %s is not allowed: %s".formatted(from, to, example));
                }
              });
        });
    rows.forEach(
        (from, entries) -> {
          if (!found.containsKey(from)) {
            differences.add("%s has a line, but is not there".formatted(from));
          }
          for (String entry : entries) {
            if (found.getOrDefault(from, Map.of()).keySet().stream()
                .noneMatch(to -> stands(entry, to))) {
              differences.add("%s -> %s is allowed, but not so".formatted(from, entry));
            }
          }
        });
    return differences;
  }

  /** What stands below is never allowed, by no {@code *}: so there are no circles. */
  private boolean isAllowed(String from, String to) {
    return (!rows.containsKey(to) || standsAbove(to, from))
        && rows.getOrDefault(from, List.of()).stream().anyMatch(entry -> stands(entry, to));
  }

  private boolean standsAbove(String name, String other) {
    return names().indexOf(name) < names().indexOf(other);
  }

  private static boolean stands(String entry, String name) {
    return entry.equals("*")
        || entry.equals(name)
        || entry.endsWith("..") && (name + ".").startsWith(entry.substring(0, entry.length() - 1));
  }
}
