package io.landfall.delivery.dropbox;

import io.landfall.model.ExportAttempt;

/**
 * Which delivery it is, whoever makes it.
 *
 * @param destination index into the request's list
 */
record DeliveryKey(ExportAttempt attempt, int destination) {
  /** Returns it as one word: {@code ID/ATTEMPT/DESTINATION}. */
  @Override
  public String toString() {
    return attempt + "/" + destination;
  }
}
