package io.landfall.delivery.s3;

/** The store does not know an upload any more: it was completed, aborted or has expired. */
final class UploadGoneException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UploadGoneException(Throwable cause) {
    super("The upload is not there any more", cause);
  }
}
