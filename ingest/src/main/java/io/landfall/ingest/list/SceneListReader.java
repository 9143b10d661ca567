package io.landfall.ingest.list;

import io.landfall.landsat.LandsatId;
import io.landfall.landsat.LandsatScene;
import io.landfall.landsat.LineDigest;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.PlainText;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a scene list file row by row, as it comes. It may be {@linkplain ListCompression
 * compressed}, whatever its name; in UTF-8, with a byte order mark or without, or in ISO-8859-1. A
 * row that cannot be read is reported, and the next one follows. Not for many threads.
 */
public final class SceneListReader implements AutoCloseable {
  private static final int MAX_EXCERPT_CHARACTERS = 500;
  private static final int MAX_LINES_BEFORE_HEADER = 100;
  private static final Map<String, String> OTHER_SEPARATORS =
      Map.of(";", "semicolons", "\t", "tabs", "\\|", "vertical bars");
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private static final byte CTRL_Z = 0x1a;
  private static final byte NO_BREAK_SPACE_1 = (byte) 0xc2;
  private static final byte NO_BREAK_SPACE_2 = (byte) 0xa0;

  private final InputStream in;
  private final ListLineReader lines;
  private final CsvFields fields = new CsvFields();
  private final SceneListFormat format;
  private final KnownRows known;
  private final List<String> columnsMissing;
  private SceneRowParser rows; // null: the header is still to come
  private final RecentUrls urls;
  private final LineHash hash;
  private byte[] headerLine = {};
  private boolean truncated;

  private SceneListReader(InputStream in, String name, KnownRows known) throws IOException {
    this.in = in;
    this.known = known;
    lines = new ListLineReader(in);
    List<String> header = header(name);
    format = SceneListFormat.of(header).orElseThrow(() -> unknownColumns(name, header));
    format.columnTwice(header).ifPresent(column -> refuseTwice(name, column));
    columnsMissing = format.columnsMissing(header);
    rows = new SceneRowParser(format, header);
    urls = new RecentUrls(new SceneRowParser(format, header));
    hash = new LineHash(headerLine);
  }

  /**
   * Reads the header.
   *
   * @param name of the list, for messages
   * @throws ExportFailure SCENE_UNREADABLE when it is not a known scene list
   * @throws IOException when the bytes do not come, or their compression is damaged
   */
  public static SceneListReader open(InputStream bytes, String name) throws IOException {
    return open(bytes, name, KnownRows.NONE);
  }

  /**
   * Reads the header.
   *
   * @param known rows, which are passed over
   * @see #open(InputStream, String)
   */
  public static SceneListReader open(InputStream bytes, String name, KnownRows known)
      throws IOException {
    return new SceneListReader(ListCompression.decompressed(bytes, name), name, known);
  }

  /** Returns what kind of list it is. */
  public SceneListFormat format() {
    return format;
  }

  /** Returns the names of columns that it lacks, of values that searches ask for. */
  public List<String> columnsMissing() {
    return columnsMissing;
  }

  /**
   * Reads the next row; empty: there are no more.
   *
   * @throws IOException when the bytes do not come to their end, or their compression is damaged
   */
  public Optional<SceneListRow> next() throws IOException {
    while (lines.next()) {
      if (!isBlank() && !isHeader()) {
        return Optional.of(row());
      }
    }
    return Optional.empty();
  }

  /**
   * Tells whether the list seems to have been cut: its last row is bad and has no line feed, or
   * ends within a quote or a URL.
   */
  public boolean seemsTruncated() {
    return truncated;
  }

  /** Where lists were put together, the header comes again. */
  private boolean isHeader() {
    return lines.isTerminated()
        && Arrays.equals(
            lines.bytes(), lines.start(), lines.end(), headerLine, 0, headerLine.length);
  }

  /**
   * Spreadsheets write rows of commas alone for empty ones, databases of empty quotes, pages
   * no-break spaces, and DOS ends a file with Ctrl-Z.
   */
  private boolean isBlank() {
    byte[] bytes = lines.bytes();
    int quotes = 0;
    for (int at = lines.start(); at < lines.end(); at++) {
      switch (bytes[at]) {
        case ' ', '\t', '\f', CTRL_Z, NO_BREAK_SPACE_1, NO_BREAK_SPACE_2 -> {}
        case '"' -> quotes++;
        case ',' -> {
          if (!lines.isTerminated()) {
            return false;
          }
        }
        default -> {
          return false;
        }
      }
    }
    return quotes % 2 == 0 && (quotes == 0 || lines.isTerminated());
  }

  private SceneListRow row() throws IOException {
    LineDigest digest = hash.digest(lines.bytes(), lines.start(), lines.end());
    if (lines.isTerminated() && !lines.isTooLong() && known.contains(digest, this::id)) {
      if (rows.endsWithUrl()) {
        urls.add(lines.bytes(), lines.start(), lines.end());
      }
      return new SceneListRow.KnownRow(lines.lineNumber());
    }
    try {
      int length = lines.end() - lines.start();
      splitRow();
      if (lines.end() - lines.start() != length) { // others were joined to it
        digest = hash.digest(lines.bytes(), lines.start(), lines.end());
      }
      LandsatScene scene = rows.read(fields);
      if (rows.endsWithUrl()) {
        checkUrl(scene);
      }
      return new SceneListRow.ValidRow(
          lines.lineNumber(),
          scene,
          rows.warning(),
          rows.warning().isEmpty() ? digest : LineHash.ofWarned(digest));
    } catch (RowException e) {
      truncated |= !lines.isTerminated();
      String text = CsvFields.decode(lines.bytes(), lines.start(), lines.end());
      return new SceneListRow.InvalidRow(
          lines.lineNumber(), e.getMessage(), shown(text), LandsatId.findAll(text));
    }
  }

  /** Returns whose row the line is; {@code null}: nobody's. */
  private String id() {
    try {
      fields.split(lines.bytes(), lines.start(), lines.end());
      return rows.id(fields);
    } catch (RowException e) {
      return null;
    }
  }

  private void splitRow() throws IOException, RowException {
    if (lines.isTooLong()) {
      throw new RowException(
          "the line is longer than %d bytes".formatted(ListLineReader.MAX_LINE_BYTES));
    }
    try {
      fields.split(lines.bytes(), lines.start(), lines.end());
    } catch (RowException e) {
      if (!fields.isQuoteOpen() || !joinQuotedLines()) {
        throw e;
      }
    }
  }

  /**
   * Joins to a line that ends within a quote those that the quote holds. A quote that is not closed
   * holds none, nor does one that would hold the id of another scene: that is a row of its own.
   */
  private boolean joinQuotedLines() throws IOException {
    List<String> ids = LandsatId.findAll(text(lines.start()));
    while (true) {
      if (!lines.join()) {
        truncated |= lines.isAtEnd();
        break;
      }
      if (hasOddQuotes()) {
        if (isSplit() && holdsNoOtherScene()) {
          return true;
        }
        break;
      }
      if (!ids.containsAll(LandsatId.findAll(text(lines.lastLineStart())))) {
        break;
      }
    }
    lines.unjoin();
    return false;
  }

  /** Tells whether the cells that have line breaks name no scene but that of the row. */
  private boolean holdsNoOtherScene() {
    List<String> ids = rows == null ? List.of() : rows.ids(fields);
    for (int cell = 0; cell < fields.count(); cell++) {
      String text = fields.text(cell);
      if (text.indexOf('\n') >= 0 && !ids.containsAll(LandsatId.findAll(text))) {
        return false;
      }
    }
    return true;
  }

  private String text(int from) {
    return CsvFields.decode(lines.bytes(), from, lines.end());
  }

  /** Tells whether the line joined last has quotes that are not in pairs, so that it closes one. */
  private boolean hasOddQuotes() {
    boolean odd = false;
    for (int at = lines.lastLineStart(); at < lines.end(); at++) {
      odd ^= lines.bytes()[at] == '"';
    }
    return odd;
  }

  private boolean isSplit() {
    try {
      fields.split(lines.bytes(), lines.start(), lines.end());
      return true;
    } catch (RowException e) {
      return false;
    }
  }

  /** A list that has no line feed at its end may end anywhere: a URL is no number, and shows it. */
  private void checkUrl(LandsatScene scene) throws RowException {
    boolean endsInPlainCell =
        !lines.isTerminated() && rows.isEven() && lines.bytes()[lines.end() - 1] != '"';
    if (endsInPlainCell && urls.isCut(scene)) {
      throw new RowException("the list ends within its last URL");
    }
    urls.add(scene);
  }

  /** Reads the header; blank lines and comments may come before it. */
  private List<String> header(String name) throws IOException {
    List<String> first = null;
    for (int line = 0; line < MAX_LINES_BEFORE_HEADER && lines.next(); line++) {
      if (line == 0) {
        checkEncoding(name);
        skipMark();
      }
      if (isBlank()) {
        continue;
      }
      List<String> header = headerCells(name);
      if (!isNote(header.get(0)) || SceneListFormat.of(header).isPresent()) {
        headerLine = Arrays.copyOfRange(lines.bytes(), lines.start(), lines.end());
        return header;
      }
      first = first == null ? header : first;
    }
    if (first == null) {
      throw unreadable(name, "it is empty");
    }
    return first;
  }

  /** Comments, and Excel's hint at the separator. */
  private static boolean isNote(String line) {
    return line.startsWith("#") || line.startsWith("sep=");
  }

  private List<String> headerCells(String name) throws IOException {
    try {
      splitRow();
    } catch (RowException e) {
      checkSeparator(name, text(lines.start()).replace("\"", ""));
      throw unreadable(name, "of its first line " + e.getMessage());
    }
    List<String> header = new ArrayList<>();
    for (int cell = 0; cell < fields.count(); cell++) {
      header.add(fields.text(cell));
    }
    return header;
  }

  private void checkEncoding(String name) {
    int mark = 0;
    for (int at = lines.start(); at < Math.min(lines.end(), lines.start() + 2); at++) {
      mark = mark << 8 | lines.bytes()[at] & 0xff;
    }
    boolean hasZero = lines.end() - lines.start() > 1 && ((mark & 0xff) == 0 || mark >> 8 == 0);
    if (mark == 0xfffe || mark == 0xfeff || hasZero) {
      throw unreadable(name, "it is in UTF-16. Save it as CSV in UTF-8");
    }
  }

  private void skipMark() {
    int at = lines.start();
    byte[] bytes = lines.bytes();
    if (lines.end() - at >= BYTE_ORDER_MARK.length
        && bytes[at] == BYTE_ORDER_MARK[0]
        && bytes[at + 1] == BYTE_ORDER_MARK[1]
        && bytes[at + 2] == BYTE_ORDER_MARK[2]) {
      lines.skip(BYTE_ORDER_MARK.length);
    }
  }

  private static void refuseTwice(String name, String column) {
    throw new ExportFailure(
        ErrorCode.SCENE_UNREADABLE,
        "Cannot read the scene list %s: its first line names the column %s twice, and which counts is not known. Remove one."
            .formatted(name, column));
  }

  private static ExportFailure unknownColumns(String name, List<String> header) {
    String line = String.join(",", header);
    checkSeparator(name, line);
    if (line.indexOf('\r') >= 0) {
      return unreadable(name, "its lines end with carriage returns. Save it with line feeds");
    }
    return unreadable(
        name,
        "its first line names the columns %s. Known are: %s"
            .formatted(shown(line), SceneListFormat.describeAll()));
  }

  private static void checkSeparator(String name, String line) {
    OTHER_SEPARATORS.forEach(
        (separator, word) -> {
          if (SceneListFormat.of(List.of(line.split(separator, -1))).isPresent()) {
            throw unreadable(
                name,
                "%s are between its cells, and commas must be. Save it as CSV with commas"
                    .formatted(word));
          }
        });
  }

  private static ExportFailure unreadable(String name, String why) {
    return new ExportFailure(
        ErrorCode.SCENE_UNREADABLE, "Cannot read the scene list %s: %s.".formatted(name, why));
  }

  /** What is kept of a row must be a text to PostgreSQL. */
  private static String shown(String text) {
    return PlainText.cleaned(PlainText.beginning(text, MAX_EXCERPT_CHARACTERS));
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
