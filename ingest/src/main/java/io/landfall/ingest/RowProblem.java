package io.landfall.ingest;

/** What is wrong with a row. Thrown for thousands of rows, so it has no stack trace. */
final class RowProblem extends Exception {
  private static final long serialVersionUID = 1L;

  RowProblem(String reason) {
    super(reason, null, false, false);
  }
}
