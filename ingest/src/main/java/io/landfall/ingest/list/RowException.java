package io.landfall.ingest.list;

/** What is wrong with a row. Thrown for thousands of rows, so it has no stack trace. */
final class RowException extends Exception {
  private static final long serialVersionUID = 1L;

  RowException(String reason) {
    super(reason, null, false, false);
  }
}
