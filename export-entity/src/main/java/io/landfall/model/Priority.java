package io.landfall.model;

/** How soon the tasks of an export are rendered, among those of the same owner. */
public enum Priority {
  LOW,
  NORMAL,
  HIGH
}
