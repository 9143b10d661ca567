package io.landfall.api;

import java.time.Duration;

/** Hears of every request. */
@FunctionalInterface
public interface RequestMeter {
  /** Hears nothing. */
  RequestMeter NONE = (method, status, took) -> {};

  /**
   * Takes note of one answer.
   *
   * @param method one that HTTP knows, or OTHER: callers may invent methods
   * @param took until the answer began
   */
  void answered(String method, int status, Duration took);
}
