package io.landfall.broker;

import java.util.ArrayList;
import java.util.List;

/**
 * A scene as it is answered.
 *
 * @param parts what more is known, in the order in which it is told
 */
public record Found(BasicResult basic, List<Part> parts) {
  public Found {
    parts = List.copyOf(parts);
  }

  /** Makes one of which no more is known. */
  public static Found of(BasicResult basic) {
    return new Found(basic, List.of());
  }

  /** Makes one that tells {@code part} too. */
  public Found with(Part part) {
    List<Part> more = new ArrayList<>(parts);
    more.add(part);
    return new Found(basic, more);
  }
}
