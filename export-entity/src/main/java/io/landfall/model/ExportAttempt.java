package io.landfall.model;

/**
 * One try at an export. Everything a try leaves in the store lies under its number, so that what a
 * late node of an earlier one still writes touches no later one.
 *
 * @param number from 1
 */
public record ExportAttempt(ExportId id, int number) {
  public ExportAttempt {
    if (number < 1) {
      throw new IllegalArgumentException(
          "Invalid attempt %d of export %s: the first is 1".formatted(number, id));
    }
  }

  /** Returns the first try at an export. */
  public static ExportAttempt first(ExportId id) {
    return new ExportAttempt(id, 1);
  }

  /** Returns the id and the number, parted by a slash, as in the keys of the store. */
  @Override
  public String toString() {
    return id + "/" + number;
  }
}
