package io.landfall.ingest.list;

import io.landfall.model.PlainText;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The cells of a row by what they say. Cells that say nothing, {@code NULL} or {@code N/A} among
 * them, are as if they were empty. Not for many threads.
 */
final class RowCells {
  private static final int MAX_QUOTED_CHARACTERS = 60;

  private final int columns;
  private final int columnsNeeded;

  /** Of each column, by its ordinal, the numbers of the cells that may say it, the best first. */
  private final int[][] places = new int[ListColumn.values().length][];

  private final Map<ListColumn, String> names = new EnumMap<>(ListColumn.class);
  private CsvFields row;
  private String warning = "";

  /** Reads a cell. */
  @FunctionalInterface
  interface CellReader<T> {
    T read() throws RowException;
  }

  RowCells(SceneListFormat format, List<String> header) {
    int named = header.size();
    while (named > 0 && header.get(named - 1).isBlank()) {
      named--; // a comma too many at the header's end
    }
    columns = named;
    int last = -1;
    for (ListColumn column : ListColumn.values()) {
      int[] found = format.fieldIndexes(column, header);
      places[column.ordinal()] = found;
      names.put(column, found.length == 0 ? column.name() : header.get(found[0]).strip());
      for (int place : found) {
        last = Math.max(last, place);
      }
    }
    columnsNeeded = last + 1;
  }

  /**
   * Takes a row. It may have more cells than the list has columns if those are empty, and less if
   * they are none of those that are read.
   *
   * @throws RowException when it has too many or too few cells
   */
  void begin(CsvFields fields) throws RowException {
    row = fields;
    warning = "";
    boolean fits = row.count() >= columnsNeeded;
    for (int cell = columns; cell < row.count(); cell++) {
      fits &= row.isEmpty(cell);
    }
    if (!fits) {
      throw wrongCount();
    }
  }

  /** Tells whether the row has another number of cells than the list has columns. */
  boolean isUneven() {
    return row.count() != columns;
  }

  RowException wrongCount() {
    return new RowException("there are %d cells under %d columns".formatted(row.count(), columns));
  }

  /** Tells whether the last cell of each row is one of those that say this. */
  boolean isLast(ListColumn column) {
    for (int place : places[column.ordinal()]) {
      if (place == columns - 1) {
        return true;
      }
    }
    return false;
  }

  /** Returns the numbers of the cells that may say something. */
  Stream<Integer> places(ListColumn column) {
    return Arrays.stream(places[column.ordinal()]).boxed();
  }

  /**
   * Reads what a row may lack: what cannot be read is unknown, and a warning.
   *
   * @return {@code null}: unknown
   */
  <T> T optional(CellReader<T> reader) {
    try {
      return reader.read();
    } catch (RowException e) {
      warn(e.getMessage());
      return null;
    }
  }

  /** Remembers what could not be read of a row that is good all the same; the first one counts. */
  void warn(String reason) {
    if (warning.isEmpty()) {
      warning = reason;
    }
  }

  /** Returns the first of what could not be read; empty: all was. */
  String warning() {
    return warning;
  }

  boolean has(ListColumn column) {
    return find(column) >= 0;
  }

  /** Tells whether something is written in any of the cells, be it that they say nothing. */
  boolean isAnyFilled(List<ListColumn> some) {
    for (ListColumn column : some) {
      for (int place : places[column.ordinal()]) {
        if (!row.isEmpty(place)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Returns the text of a cell; {@code null}: there is none. */
  String text(ListColumn column) throws RowException {
    int place = find(column);
    if (place < 0) {
      return null;
    }
    String text = row.text(place);
    if (!PlainText.isPlain(text)) {
      throw new RowException(
          "%s holds %s, which is no character of any text"
              .formatted(name(column), PlainText.firstForbidden(text)));
    }
    if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
      throw new RowException("%s holds a line break".formatted(name(column)));
    }
    return text;
  }

  /** Reads a number within limits. */
  double number(ListColumn column, double min, double max) throws RowException {
    int place = findFilled(column);
    double value = CsvFieldParser.parseNumber(row, place, name(column));
    if (value < min || value > max) {
      throw new RowException(
          String.format(
              Locale.ROOT, "%s %s is not %.0f to %.0f", name(column), quoted(place), min, max));
    }
    return value;
  }

  /** Reads a whole number within limits. */
  int integer(ListColumn column, int min, int max) throws RowException {
    return CsvFieldParser.parseInteger(row, findFilled(column), name(column), min, max);
  }

  /** Returns the number of the cell that says it; -1: none does. */
  int find(ListColumn column) {
    for (int place : places[column.ordinal()]) {
      if (!row.isUnknown(place)) {
        return place;
      }
    }
    return -1;
  }

  private int findFilled(ListColumn column) throws RowException {
    int place = find(column);
    if (place < 0) {
      throw new RowException("there is no " + name(column));
    }
    return place;
  }

  private String quoted(int place) {
    return truncated(row.text(place));
  }

  CsvFields row() {
    return row;
  }

  String name(ListColumn column) {
    return names.get(column);
  }

  /** Shortens a text for a message, and writes it in one line. */
  static String truncated(String text) {
    String start = PlainText.shortened(text, MAX_QUOTED_CHARACTERS);
    return PlainText.cleaned(start.replaceAll("[\r\n]+", " "));
  }
}
