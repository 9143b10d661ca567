package io.landfall.delivery.s3;

import io.landfall.model.delivery.DeliverySession;
import java.time.Instant;
import java.util.Optional;

/**
 * What the journal holds of the upload of a delivery: that one is about to be opened, and since
 * when; or its id.
 *
 * @param uploadId {@code null}: none is known
 * @param intendedAt by the clock of the store; {@code null}: an upload is open, or nothing was
 *     begun
 */
record UploadMark(String uploadId, Instant intendedAt) {
  private static final String INTENDED = "intended ";

  /** Reads it from where the journal has it. */
  static UploadMark of(Optional<DeliverySession> session) {
    String text = session.map(DeliverySession::upload).orElse(null);
    return text != null && text.startsWith(INTENDED)
        ? intendedAt(Instant.parse(text.substring(INTENDED.length())))
        : new UploadMark(text, null);
  }

  static UploadMark intendedAt(Instant when) {
    return new UploadMark(null, when);
  }

  boolean isOpen() {
    return uploadId != null;
  }

  boolean isIntended() {
    return intendedAt != null;
  }

  /** Returns it as the journal has it. */
  String text() {
    return isIntended() ? INTENDED + intendedAt : uploadId;
  }
}
