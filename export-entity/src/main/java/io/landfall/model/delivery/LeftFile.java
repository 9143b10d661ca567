package io.landfall.model.delivery;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What a destination has although its delivery was ended: a complete file, which was found when
 * that was cleaned up and not deleted, or something that nobody could look for.
 *
 * @param destination index into the export's list of destinations
 * @param href of the file, as {@link DeliveryReceipt#href}, or where it was to be
 * @param problem why nobody could clean up there, a whole sentence; {@code null}: the file is there
 */
public record LeftFile(
    int destination, String href, @JsonInclude(JsonInclude.Include.NON_NULL) String problem) {
  /** Tells of a complete file. */
  public LeftFile(int destination, String href) {
    this(destination, href, null);
  }
}
