package io.landfall.model;

/** Who can fix an error. */
public enum Blame {
  /** The caller: the request is wrong, or asks for what may not be had. */
  CALLER,
  /** The owner of the source imagery: a file is missing, changed or damaged. */
  SOURCE,
  /** The owner of the destination: it is full, closed or gone. */
  DESTINATION,
  /** The operator of this service: the database, the store or the software. */
  SERVICE
}
