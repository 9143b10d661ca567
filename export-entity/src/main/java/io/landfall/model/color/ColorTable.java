package io.landfall.model.color;

import java.util.Arrays;

/**
 * The colours of a palette.
 *
 * @param entries red, green and blue of 0 to 65,535 for each value from 0 on: three numbers an
 *     entry
 */
public record ColorTable(int[] entries) {
  public ColorTable {
    if (entries.length % 3 != 0) {
      throw new IllegalArgumentException(
          "Invalid colour table: %d numbers are not three an entry".formatted(entries.length));
    }
    entries = entries.clone();
  }

  /** Returns how many values have a colour. */
  public int size() {
    return entries.length / 3;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ColorTable that && Arrays.equals(entries, that.entries);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(entries);
  }
}
