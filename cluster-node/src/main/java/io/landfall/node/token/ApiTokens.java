package io.landfall.node.token;

import io.landfall.api.http.TokenStore.Principal;
import io.landfall.api.http.TokenStore.TokenScope;
import io.landfall.api.token.TokenEntry;
import io.landfall.api.token.TokenEntry.TokenState;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.node.embedded.Secrets;
import io.landfall.node.schema.Database;
import io.landfall.sql.SqlStatements;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The API tokens in the database: made, listed, revoked. Only hashes are kept, so a token has an id
 * to be spoken of by: how its hash begins. {@link DatabaseTokenStore} finds whose a token is.
 */
public final class ApiTokens {
  /** What every token begins with, so that it is known where it should not be. */
  private static final String PREFIX = "lf_";

  /** Digits of a hash: with a million tokens two are alike once in 500 installations. */
  private static final int ID_LENGTH = 12;

  private static final int HASH_LENGTH = 64;

  /** A range of the primary key: what cuts ids out of hashes reads the whole table. */
  private static final String HAS_ID = "sha256 between ? and ?";

  /** Good tokens that a user may have; more are made by a mistake in a loop. */
  static final int MAX_TOKENS = 1_000;

  private final Database database;

  public ApiTokens(Database database) {
    this.database = database;
  }

  /** Returns a fresh token that nobody knows yet. */
  public static String generate() {
    return PREFIX + Secrets.generate();
  }

  /** Returns the id of a token. */
  public static String id(String token) {
    return sha256(token).substring(0, ID_LENGTH);
  }

  /**
   * Makes a token and returns it; it cannot be had again.
   *
   * @param lifetime from now on; {@code null}: for ever
   * @throws ExportFailure REQUEST_INVALID as {@link #check}; STATE_CONFLICT when the user has too
   *     many
   */
  public String create(Principal principal, Duration lifetime) {
    check(principal);
    String token = generate();
    if (insert(token, principal, lifetime) == 0) {
      throw new ExportFailure(
          ErrorCode.STATE_CONFLICT,
          String.format(
              Locale.ROOT,
              "Cannot make a token: the user has %d that are good. Revoke those that are not"
                  + " needed.",
              MAX_TOKENS));
    }
    return token;
  }

  /**
   * Checks what a token is asked for, which needs no database.
   *
   * @throws ExportFailure REQUEST_INVALID for a scope that there is not, or for a user or an
   *     organization whose name lists could not hold
   */
  public static void check(Principal principal) {
    List<String> known = TokenScope.values(scope -> true);
    for (String scope : principal.scopes()) {
      if (!known.contains(scope)) {
        throw new ExportFailure(
            ErrorCode.REQUEST_INVALID,
            String.format(
                Locale.ROOT,
                "Invalid scope \"%s\": there are %s.",
                scope,
                String.join(", ", known)));
      }
    }
    checkName("user", principal.user());
    if (principal.organization() != null) {
      checkName("organization", principal.organization());
    }
  }

  private static void checkName(String what, String name) {
    if (!Principal.isName(name)) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          String.format(
              Locale.ROOT,
              "Invalid %s: a name has 1 to %d characters, none of them a control character.",
              what,
              Principal.MAX_NAME));
    }
  }

  /**
   * Keeps the token of the data folder, which may be used for everything: who reads the folder owns
   * the service.
   *
   * @return whether it is good; not when it was revoked
   */
  public boolean keepLocal(String token) {
    insert(token, new Principal("local", null, Set.copyOf(TokenScope.values(scope -> true))), null);
    String id = id(token);
    return list().stream()
        .anyMatch(entry -> entry.id().equals(id) && entry.state() == TokenState.VALID);
  }

  private int insert(String token, Principal principal, Duration lifetime) {
    return database.call(
        connection -> {
          try (PreparedStatement insert =
              connection.prepareStatement(
                  "insert into tokens (sha256, owner, organization, scopes, expires_at) select ?,"
                      + " ?, ?, ?, now() + ? * interval '1 second' where ? > (select count(*) from"
                      + " tokens where owner = ? and revoked_at is null and (expires_at is null or"
                      + " expires_at > now())) on conflict (sha256) do update set scopes ="
                      + " excluded.scopes")) {
            insert.setString(1, sha256(token));
            insert.setString(2, principal.user());
            insert.setString(3, principal.organization());
            insert.setArray(4, connection.createArrayOf("text", principal.scopes().toArray()));
            insert.setObject(
                5, lifetime == null ? null : lifetime.toSeconds(), java.sql.Types.BIGINT);
            insert.setInt(6, MAX_TOKENS);
            insert.setString(7, principal.user());
            return insert.executeUpdate();
          }
        });
  }

  /** Returns all tokens, newest first. */
  public List<TokenEntry> list() {
    return select("", List.of());
  }

  /**
   * Returns tokens of a user, newest first.
   *
   * @param after id of the last one of the page before; {@code null}: from the start
   */
  List<TokenEntry> list(String user, String after, int limit) {
    return after == null
        ? select(
            "where owner = ? order by created_at desc, sha256 desc limit ?", List.of(user, limit))
        : select(
            "where owner = ? and (created_at, sha256) < (select created_at, sha256 from tokens"
                + " where "
                + HAS_ID
                + " limit 1) order by created_at desc, sha256 desc limit ?",
            List.of(user, lowest(after), highest(after), limit));
  }

  /** Returns what is known of the token of an id. */
  Optional<TokenEntry> find(String id) {
    return select("where " + HAS_ID, List.of(lowest(id), highest(id))).stream().findFirst();
  }

  private List<TokenEntry> select(String rest, List<Object> values) {
    return database.call(
        connection -> {
          try (PreparedStatement select =
              SqlStatements.prepare(
                  connection,
                  "select sha256, owner, organization, scopes, created_at, expires_at,"
                      + " case when revoked_at is not null then 'REVOKED'"
                      + " when expires_at <= now() then 'EXPIRED' else 'VALID' end"
                      + " from tokens "
                      + (rest.isEmpty() ? "order by created_at desc, sha256 desc" : rest),
                  values.toArray())) {
            List<TokenEntry> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                found.add(entry(row));
              }
            }
            return found;
          }
        });
  }

  private static TokenEntry entry(ResultSet row) throws SQLException {
    Timestamp expires = row.getTimestamp(6);
    return new TokenEntry(
        row.getString(1).substring(0, ID_LENGTH),
        row.getString(2),
        row.getString(3),
        Arrays.stream((String[]) row.getArray(4).getArray()).sorted().toList(),
        row.getTimestamp(5).toInstant(),
        expires == null ? null : expires.toInstant(),
        TokenState.valueOf(row.getString(7)));
  }

  /**
   * Makes a token useless from the next request on; one that was revoked stays so.
   *
   * @throws ExportFailure REQUEST_INVALID when there is none of that id
   */
  public void revoke(String id) {
    int revoked =
        id.matches(String.format(Locale.ROOT, "[0-9a-f]{%d}", ID_LENGTH))
            ? database.call(
                connection -> {
                  try (PreparedStatement update =
                      connection.prepareStatement(
                          "update tokens set revoked_at = coalesce(revoked_at, now())"
                              + " where "
                              + HAS_ID)) {
                    update.setString(1, lowest(id));
                    update.setString(2, highest(id));
                    return update.executeUpdate();
                  }
                })
            : 0;
    if (revoked == 0) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          String.format(
              Locale.ROOT,
              "Cannot revoke the token %s: there is none of that id. \"landfall token list\" shows"
                  + " them.",
              id.startsWith(PREFIX) ? "that you have given" : id));
    }
  }

  private static String lowest(String id) {
    return id + "0".repeat(HASH_LENGTH - ID_LENGTH);
  }

  private static String highest(String id) {
    return id + "f".repeat(HASH_LENGTH - ID_LENGTH);
  }

  static String sha256(String token) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
