package io.landfall.node.wiring;

import io.landfall.api.download.LinkSigner;
import io.landfall.api.tiles.TemplateSigner;
import io.landfall.node.embedded.Secrets;
import io.landfall.node.schema.Database;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Clock;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/**
 * The secrets that sign links to files and maps: in the database, so that every API node has the
 * same.
 */
final class LinkKeys {
  private static final String INSERT_FIRST_KEY =
      "insert into link_keys (version, secret) select 1, ? where not exists (select from link_keys)"
          + " on conflict do nothing";

  private final Map<Integer, byte[]> keys;
  private final Clock clock;

  private LinkKeys(Map<Integer, byte[]> keys, Clock clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /** Reads the keys, making the first one where there is none. */
  static LinkKeys load(Database database, Clock clock) {
    Map<Integer, byte[]> keys =
        database.call(
            connection -> {
              try (PreparedStatement insert = connection.prepareStatement(INSERT_FIRST_KEY)) {
                insert.setBytes(1, Secrets.generate().getBytes(StandardCharsets.UTF_8));
                insert.executeUpdate();
              }
              Map<Integer, byte[]> found = new HashMap<>();
              try (PreparedStatement select =
                      connection.prepareStatement("select version, secret from link_keys");
                  ResultSet row = select.executeQuery()) {
                while (row.next()) {
                  found.put(row.getInt(1), row.getBytes(2));
                }
              }
              return found;
            });
    return new LinkKeys(keys, clock);
  }

  /** Returns what signs links to files; the newest key does. */
  LinkSigner links() {
    return new LinkSigner(keys, newest(), clock);
  }

  /** Returns what signs addresses of map tiles; the newest key does. */
  TemplateSigner templates() {
    return new TemplateSigner(keys, newest(), clock);
  }

  private int newest() {
    return Collections.max(keys.keySet());
  }
}
