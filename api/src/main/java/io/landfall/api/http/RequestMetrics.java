package io.landfall.api.http;

import java.time.Duration;

/** Counts and times every request. */
@FunctionalInterface
public interface RequestMetrics {
  /** Counts nothing. */
  RequestMetrics NONE = (method, status, duration) -> {};

  /**
   * Takes note of one answer.
   *
   * @param method one that HTTP knows, or OTHER: callers may invent methods
   * @param duration until the answer began
   */
  void recordRequest(String method, int status, Duration duration);
}
