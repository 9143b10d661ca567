package io.landfall.source;

import io.landfall.model.ErrorCode;

/** A remote file is no longer the one that was opened: parts of two files are never mixed. */
public final class SourceChangedException extends SourceException {
  private static final long serialVersionUID = 1L;

  SourceChangedException(String name, String how) {
    super(
        ErrorCode.SCENE_CHANGED,
        "Cannot read %s: it has changed since it was opened (%s). Export again."
            .formatted(name, how),
        null);
  }
}
