package io.landfall.model.delivery;

import io.landfall.model.ErrorCode;
import java.util.Objects;

/**
 * Why one destination does not have the file.
 *
 * @param destination index into the export's list of destinations
 * @param detail a whole sentence for people
 */
public record DeliveryFailure(int destination, ErrorCode code, String detail) {
  public DeliveryFailure {
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(detail, "detail");
  }
}
