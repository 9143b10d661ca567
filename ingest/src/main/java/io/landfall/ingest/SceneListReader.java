package io.landfall.ingest;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * Reads a list of scenes row by row, as it comes. It may be compressed by gzip, in one piece or
 * several, whatever its name; in UTF-8, with a byte order mark or without, or in ISO-8859-1. A row
 * that cannot be read is told of, and the next one follows. Not for many threads.
 */
public final class SceneListReader implements AutoCloseable {
  private static final int SHOWN = 500;
  private static final int LAYERS_OF_GZIP = 2; // a .gz that the server compresses once more
  private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private final InputStream in;
  private final ListLines lines;
  private final Cells cells = new Cells();
  private final Dialect dialect;
  private final RowReader rows;
  private boolean endsInBadRow;

  private SceneListReader(InputStream in, String name) throws IOException {
    this.in = in;
    lines = new ListLines(in);
    List<String> header = header(name);
    dialect =
        Dialect.of(header)
            .orElseThrow(
                () ->
                    unreadable(
                        name,
                        "its first line names the columns %s. Known are: %s"
                            .formatted(shown(String.join(",", header)), Dialect.known())));
    rows = new RowReader(dialect, header);
  }

  /**
   * Reads the header.
   *
   * @param name of the list, for messages
   * @throws ExportFailure SCENE_UNREADABLE when it is no list that is known
   * @throws IOException when the bytes do not come, or their compression is damaged
   */
  public static SceneListReader open(InputStream bytes, String name) throws IOException {
    return new SceneListReader(uncompressed(bytes), name);
  }

  /** Returns what kind of list it is. */
  public Dialect dialect() {
    return dialect;
  }

  /**
   * Reads the next row; empty: there are no more.
   *
   * @throws IOException when the bytes do not come to their end, or their compression is damaged
   */
  public Optional<ListRow> next() throws IOException {
    while (lines.next()) {
      if (lines.start() < lines.end()) {
        return Optional.of(row());
      }
    }
    return Optional.empty();
  }

  /** Tells whether the list seems to have been cut: its last row is bad and has no line feed. */
  public boolean seemsCut() {
    return endsInBadRow;
  }

  private ListRow row() {
    try {
      if (lines.tooLong()) {
        throw new RowProblem("the line is longer than %d bytes".formatted(ListLines.LONGEST));
      }
      cells.split(lines.bytes(), lines.start(), lines.end());
      return new ListRow.Good(lines.number(), rows.read(cells));
    } catch (RowProblem e) {
      endsInBadRow = !lines.terminated();
      String text = Cells.decode(lines.bytes(), lines.start(), lines.end());
      return new ListRow.Bad(lines.number(), e.getMessage(), shown(text));
    }
  }

  private List<String> header(String name) throws IOException {
    if (!lines.next()) {
      throw unreadable(name, "it is empty");
    }
    skipMark();
    try {
      cells.split(lines.bytes(), lines.start(), lines.end());
    } catch (RowProblem e) {
      throw unreadable(name, "of its first line " + e.getMessage());
    }
    List<String> header = new ArrayList<>();
    for (int cell = 0; cell < cells.count(); cell++) {
      header.add(cells.text(cell));
    }
    return header;
  }

  private void skipMark() {
    int at = lines.start();
    byte[] bytes = lines.bytes();
    if (lines.end() - at >= MARK.length
        && bytes[at] == MARK[0]
        && bytes[at + 1] == MARK[1]
        && bytes[at + 2] == MARK[2]) {
      lines.skip(MARK.length);
    }
  }

  /**
   * Not {@link java.util.zip.GZIPInputStream}: that takes a pause of the network between two pieces
   * for the end of the last one.
   */
  private static InputStream uncompressed(InputStream bytes) throws IOException {
    InputStream in = new BufferedInputStream(bytes, 1 << 16);
    for (int layer = 0; layer < LAYERS_OF_GZIP && isGzip(in); layer++) {
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
        ErrorCode.SCENE_UNREADABLE, "Cannot read the list %s: %s.".formatted(name, why));
  }

  /** Zeros are no text to PostgreSQL. */
  private static String shown(String text) {
    String start = text.length() > SHOWN ? text.substring(0, SHOWN) : text;
    return start.replace('\0', ' ');
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
