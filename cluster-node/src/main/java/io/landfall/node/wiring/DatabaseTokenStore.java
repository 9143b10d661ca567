package io.landfall.node.wiring;

import io.landfall.api.http.TokenStore;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.node.embedded.Secrets;
import io.landfall.node.schema.Database;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** API tokens in the database, of which only hashes are kept. */
public final class DatabaseTokenStore implements TokenStore {
  /** What every token begins with, so that it is known where it should not be. */
  static final String PREFIX = "lf_";

  private final Database database;
  private final Executor blocking;

  /** For the command line, which waits for the database itself. */
  public DatabaseTokenStore(Database database) {
    this(database, Runnable::run);
  }

  /**
   * @param blocking where questions to the database wait
   */
  public DatabaseTokenStore(Database database, Executor blocking) {
    this.database = database;
    this.blocking = blocking;
  }

  /**
   * Checks that each scope is one.
   *
   * @throws ExportFailure REQUEST_INVALID naming the one that is not
   */
  public static void checkScopes(Set<String> scopes) {
    Set<String> known = new TreeSet<>();
    for (TokenScope scope : TokenScope.values()) {
      known.add(scope.value());
    }
    for (String scope : scopes) {
      if (!known.contains(scope)) {
        throw new ExportFailure(
            ErrorCode.REQUEST_INVALID,
            "Invalid scope \"%s\": there are %s.".formatted(scope, String.join(", ", known)));
      }
    }
  }

  /** Makes a token and returns it; it cannot be had again. */
  public String create(String user, Set<String> scopes) {
    String token = PREFIX + Secrets.generate();
    store(token, user, scopes);
    return token;
  }

  /** Keeps a token that exists already; again with the same one it changes nothing. */
  public void store(String token, String user, Set<String> scopes) {
    database.call(
        connection -> {
          try (PreparedStatement insert =
              connection.prepareStatement(
                  "insert into tokens (sha256, owner, scopes) values (?, ?, ?) on conflict do"
                      + " nothing")) {
            insert.setString(1, sha256(token));
            insert.setString(2, user);
            insert.setArray(3, connection.createArrayOf("text", scopes.toArray()));
            return insert.executeUpdate();
          }
        });
  }

  @Override
  public CompletionStage<Optional<Principal>> findPrincipal(String sha256) {
    return CompletableFuture.supplyAsync(() -> findBySha256(sha256), blocking);
  }

  private Optional<Principal> findBySha256(String sha256) {
    return database.call(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement("select owner, scopes from tokens where sha256 = ?")) {
            select.setString(1, sha256);
            try (ResultSet row = select.executeQuery()) {
              if (!row.next()) {
                return Optional.empty();
              }
              String[] scopes = (String[]) row.getArray(2).getArray();
              return Optional.of(
                  new Principal(row.getString(1), Set.copyOf(Arrays.asList(scopes))));
            }
          }
        });
  }

  private static String sha256(String token) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
