package io.landfall.model.cloud;

/** From which confidence on a class counts, where a quality band tells how sure it is. */
public enum CloudConfidence {
  MEDIUM,
  HIGH
}
