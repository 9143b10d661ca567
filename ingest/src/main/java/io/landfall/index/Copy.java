package io.landfall.index;

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
final class Copy implements AutoCloseable {
  private static final int BLOCK = 1 << 18;
  private static final byte[] HEAD = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
  };
  private static final byte[] END = {(byte) 0xff, (byte) 0xff};

  private final CopyIn copy;
  private final byte[] block = new byte[BLOCK];
  private int used;

  private Copy(CopyIn copy) throws SQLException {
    this.copy = copy;
    write(HEAD, HEAD.length);
  }

  /** Begins to send rows into {@code target}, a table with its columns. */
  static Copy into(Connection connection, String target) throws SQLException {
    return new Copy(
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("copy %s from stdin (format binary)".formatted(target)));
  }

  /** Sends what a query finds to {@code out}, in the same format. */
  static void out(Connection connection, String query, OutputStream out) throws SQLException {
    try {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyOut("copy (%s) to stdout (format binary)".formatted(query), out);
    } catch (IOException e) {
      throw new SQLException(e);
    }
  }

  void write(byte[] bytes, int length) throws SQLException {
    if (length > BLOCK - used) {
      send();
    }
    if (length > BLOCK) {
      copy.writeToCopy(bytes, 0, length);
    } else {
      System.arraycopy(bytes, 0, block, used, length);
      used += length;
    }
  }

  private void send() throws SQLException {
    copy.writeToCopy(block, 0, used);
    used = 0;
  }

  /** Ends it and waits for the server. */
  void end() throws SQLException {
    write(END, END.length);
    send();
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
