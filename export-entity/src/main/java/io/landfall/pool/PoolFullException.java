package io.landfall.pool;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.util.concurrent.RejectedExecutionException;

/**
 * A pool did not take on work: its threads are busy and its queue is full, or it is closed. Nothing
 * was done, so the same may be asked again later. Its cause is the {@link ExportFailure} that
 * callers are shown: NODE_BUSY.
 */
public final class PoolFullException extends RejectedExecutionException {
  private static final long serialVersionUID = 1L;

  PoolFullException(String message) {
    super(message, new ExportFailure(ErrorCode.NODE_BUSY, message));
  }
}
