package io.landfall.source;

import java.io.IOException;

/** The reading thread was interrupted; says nothing about the file. */
final class InterruptedReadException extends IOException {
  private static final long serialVersionUID = 1L;

  InterruptedReadException() {
    super("the read was interrupted");
  }
}
