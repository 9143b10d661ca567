package io.landfall.model.delivery;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Objects;

/**
 * Where a delivery writes. It stands in the journal before the first byte is sent, and again once
 * an upload is open there, so that whoever goes on after a crash finds what is left of it.
 *
 * @param destination index into the export's list of destinations
 * @param location of the file there, in the words of the destination: a key, a path
 * @param upload id of the multipart upload or of the upload session there; {@code null}: none yet
 */
public record DeliverySession(
    int destination, String location, @JsonInclude(JsonInclude.Include.NON_NULL) String upload) {
  public DeliverySession {
    Objects.requireNonNull(location, "location");
  }
}
