package io.landfall.index.postgres;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * PostgreSQL's COPY in its binary format, which JDBC does not know; the one class that uses the
 * driver's own types.
 */
public final class CopyWriter implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 18;
  private static final byte[] HEADER = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
  };
  private static final byte[] TRAILER = {(byte) 0xff, (byte) 0xff};

  private final CopyIn copy;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int bufferedBytes;

  private CopyWriter(CopyIn copy) throws SQLException {
    this.copy = copy;
    write(HEADER, HEADER.length);
  }

  /** Begins to send rows into {@code target}, a table with its columns. */
  public static CopyWriter open(Connection connection, String target) throws SQLException {
    return new CopyWriter(
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("copy %s from stdin (format binary)".formatted(target)));
  }

  /** Sends what a query finds to {@code out}, in the same format. */
  public static void copyOut(Connection connection, String query, OutputStream out)
      throws SQLException {
    try {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyOut("copy (%s) to stdout (format binary)".formatted(query), out);
    } catch (IOException e) {
      throw new SQLException(e);
    }
  }

  public void write(byte[] bytes, int length) throws SQLException {
    if (length > BUFFER_BYTES - bufferedBytes) {
      flush();
    }
    if (length > BUFFER_BYTES) {
      copy.writeToCopy(bytes, 0, length);
    } else {
      System.arraycopy(bytes, 0, buffer, bufferedBytes, length);
      bufferedBytes += length;
    }
  }

  private void flush() throws SQLException {
    copy.writeToCopy(buffer, 0, bufferedBytes);
    bufferedBytes = 0;
  }

  /** Ends it and waits for the server. */
  public void finish() throws SQLException {
    write(TRAILER, TRAILER.length);
    flush();
    copy.endCopy();
  }

  /** Gives up what was not ended. */
  @Override
  public void close() throws SQLException {
    if (copy.isActive()) {
      copy.cancelCopy();
    }
  }
}
