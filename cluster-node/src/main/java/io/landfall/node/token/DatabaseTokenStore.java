package io.landfall.node.token;

import io.landfall.api.http.TokenStore;
import io.landfall.node.schema.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Finds whose a token is, in the database each time: what {@link ApiTokens} has revoked is useless
 * on every node at once. Only its SHA-256 is looked up, so the time of the search says nothing of
 * the token.
 */
public final class DatabaseTokenStore implements TokenStore {
  private final Database database;
  private final Executor blocking;

  /**
   * @param blocking where questions to the database wait
   */
  public DatabaseTokenStore(Database database, Executor blocking) {
    this.database = database;
    this.blocking = blocking;
  }

  @Override
  public CompletionStage<Optional<Principal>> findPrincipal(String token) {
    return CompletableFuture.supplyAsync(() -> findBySha256(ApiTokens.sha256(token)), blocking);
  }

  @Override
  public CompletionStage<Boolean> isWithdrawn(String sha256) {
    return CompletableFuture.supplyAsync(() -> isKeptAndBad(sha256), blocking);
  }

  private boolean isKeptAndBad(String sha256) {
    return database.call(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement(
                  "select from tokens where sha256 = ? and (revoked_at is not null or expires_at <="
                      + " now())")) {
            select.setString(1, sha256);
            try (ResultSet row = select.executeQuery()) {
              return row.next();
            }
          }
        });
  }

  private Optional<Principal> findBySha256(String sha256) {
    return database.call(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement(
                  "select owner, organization, scopes from tokens where sha256 = ? and revoked_at"
                      + " is null and (expires_at is null or expires_at > now())")) {
            select.setString(1, sha256);
            try (ResultSet row = select.executeQuery()) {
              if (!row.next()) {
                return Optional.empty();
              }
              String[] scopes = (String[]) row.getArray(3).getArray();
              return Optional.of(
                  new Principal(
                      row.getString(1), row.getString(2), Set.copyOf(Arrays.asList(scopes))));
            }
          }
        });
  }
}
