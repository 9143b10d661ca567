package io.landfall.metering;

import java.util.concurrent.CompletionStage;

/** Bytes a second that readers may have together, whichever nodes they read from. */
public interface ByteRates {

  /**
   * Returns a rate; whoever gives the same name shares it.
   *
   * @param name of whom or what
   * @param bytesPerSecond above 0
   */
  ByteRate rate(String name, long bytesPerSecond);

  /** One rate. */
  interface ByteRate {
    /** Returns the bytes to take at a time, at most: what comes in a tenth of a second. */
    int mostBytes();

    /**
     * Takes bytes, at most {@link #mostBytes}; the stage completes when they may go out. Whoever
     * has gone before cancels its future, and others have the bytes.
     */
    CompletionStage<Void> take(int bytes);

    /** Returns whether so many wait at this node that a further reader would hardly get on. */
    boolean isCrowded();
  }
}
