package io.landfall.workspace;

import java.util.List;

/**
 * A part of a list that stays the same while others add to it.
 *
 * @param next cursor of what follows; {@code null}: that was all
 */
public record WorkspacePage<T>(List<T> items, String next) {
  public WorkspacePage {
    items = List.copyOf(items);
  }
}
