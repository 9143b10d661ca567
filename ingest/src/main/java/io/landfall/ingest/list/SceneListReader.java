package io.landfall.ingest.list;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.PlainText;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * Reads a scene list file row by row, as it comes. It may be compressed by gzip, in one piece or
 * several, whatever its name; in UTF-8, with a byte order mark or without, or in ISO-8859-1. A row
 * that cannot be read is reported, and the next one follows. Not for many threads.
 */
public final class SceneListReader implements AutoCloseable {
  private static final int MAX_EXCERPT_CHARACTERS = 500;
  private static final int MAX_GZIP_LAYERS = 2; // a .gz that the server compresses once more
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private final InputStream in;
  private final ListLineReader lines;
  private final CsvFields fields = new CsvFields();
  private final SceneListFormat format;
  private final SceneRowParser rows;
  private boolean endsInBadRow;

  private SceneListReader(InputStream in, String name) throws IOException {
    this.in = in;
    lines = new ListLineReader(in);
    List<String> header = header(name);
    format =
        SceneListFormat.of(header)
            .orElseThrow(
                () ->
                    unreadable(
                        name,
                        "its first line names the columns %s. Known are: %s"
                            .formatted(
                                shown(String.join(",", header)), SceneListFormat.describeAll())));
    rows = new SceneRowParser(format, header);
  }

  /**
   * Reads the header.
   *
   * @param name of the list, for messages
   * @throws ExportFailure SCENE_UNREADABLE when it is not a known scene list
   * @throws IOException when the bytes do not come, or their compression is damaged
   */
  public static SceneListReader open(InputStream bytes, String name) throws IOException {
    return new SceneListReader(decompressed(bytes), name);
  }

  /** Returns what kind of list it is. */
  public SceneListFormat format() {
    return format;
  }

  /**
   * Reads the next row; empty: there are no more.
   *
   * @throws IOException when the bytes do not come to their end, or their compression is damaged
   */
  public Optional<SceneListRow> next() throws IOException {
    while (lines.next()) {
      if (lines.start() < lines.end()) {
        return Optional.of(row());
      }
    }
    return Optional.empty();
  }

  /** Tells whether the list seems to have been cut: its last row is bad and has no line feed. */
  public boolean seemsTruncated() {
    return endsInBadRow;
  }

  private SceneListRow row() {
    try {
      if (lines.isTooLong()) {
        throw new RowException(
            "the line is longer than %d bytes".formatted(ListLineReader.MAX_LINE_BYTES));
      }
      fields.split(lines.bytes(), lines.start(), lines.end());
      return new SceneListRow.ValidRow(lines.lineNumber(), rows.read(fields));
    } catch (RowException e) {
      endsInBadRow = !lines.isTerminated();
      String text = CsvFields.decode(lines.bytes(), lines.start(), lines.end());
      return new SceneListRow.InvalidRow(lines.lineNumber(), e.getMessage(), shown(text));
    }
  }

  private List<String> header(String name) throws IOException {
    if (!lines.next()) {
      throw unreadable(name, "it is empty");
    }
    skipMark();
    try {
      fields.split(lines.bytes(), lines.start(), lines.end());
    } catch (RowException e) {
      throw unreadable(name, "of its first line " + e.getMessage());
    }
    List<String> header = new ArrayList<>();
    for (int cell = 0; cell < fields.count(); cell++) {
      header.add(fields.text(cell));
    }
    return header;
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

  /**
   * Not {@link java.util.zip.GZIPInputStream}: that takes a pause of the network between two pieces
   * for the end of the last one.
   */
  private static InputStream decompressed(InputStream bytes) throws IOException {
    InputStream in = new BufferedInputStream(bytes, 1 << 16);
    for (int layer = 0; layer < MAX_GZIP_LAYERS && isGzip(in); layer++) {
      in = new BufferedInputStream(new GzipCompressorInputStream(in, true), 1 << 16);
    }
    return in;
  }

  private static boolean isGzip(InputStream in) throws IOException {
    in.mark(2);
    boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
    in.reset();
    return gzip;
  }

  private static ExportFailure unreadable(String name, String why) {
    return new ExportFailure(
        ErrorCode.SCENE_UNREADABLE, "Cannot read the scene list %s: %s.".formatted(name, why));
  }

  /** What is kept of a row must be a text to PostgreSQL. */
  private static String shown(String text) {
    String start =
        text.length() > MAX_EXCERPT_CHARACTERS ? text.substring(0, MAX_EXCERPT_CHARACTERS) : text;
    return PlainText.cleaned(start);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
