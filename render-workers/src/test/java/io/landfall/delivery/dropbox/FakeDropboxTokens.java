package io.landfall.delivery.dropbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** The tokens of one account, and what they are good for. */
public abstract class FakeDropboxTokens {
  /** A token that begins so is told to be none at all. */
  private static final String MALFORMED = "malformed";

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** What is needed for which path, below {@code /2/}. */
  private static final Map<String, String> SCOPES =
      Map.of(
          "users/get_space_usage", "account_info.read",
          "users/get_current_account", "account_info.read",
          "files/get_metadata", "files.metadata.read",
          "files/download", "files.content.read",
          "files/upload", "files.content.write",
          "files/upload_session/start", "files.content.write",
          "files/upload_session/append_v2", "files.content.write",
          "files/upload_session/finish", "files.content.write",
          "files/create_folder_v2", "files.content.write",
          "files/delete_v2", "files.content.write");

  private final Set<String> tokens = new HashSet<>(Set.of("access-0"));
  private final Set<String> expired = new HashSet<>();
  private final Set<String> refreshTokens = new HashSet<>(Set.of("refresh-0"));
  private final AtomicLong issued = new AtomicLong();

  /** Scopes that the app was not given. */
  public final Set<String> missingScopes = new HashSet<>();

  /** Scopes that the app itself does not ask for. */
  public final Set<String> scopesOfNoApp = new HashSet<>();

  /** The key of the app that refresh tokens are for. */
  public volatile String appKey = "app-key";

  /** What a new access token looks like, before its number. */
  public volatile String tokenPrefix = "access-";

  /** Lets tokens be good from now on. */
  public synchronized void grant(String accessToken, String refreshToken) {
    tokens.add(accessToken);
    refreshTokens.add(refreshToken);
  }

  synchronized void expire(String token) {
    if (tokens.remove(token)) {
      expired.add(token);
    }
  }

  /** Lets a token be good no more. */
  public synchronized void revoke(String token) {
    tokens.remove(token);
    refreshTokens.remove(token);
  }

  /** Answers {@code /oauth2/token}. */
  synchronized JsonNode token(JsonNode form) {
    if (!form.path("grant_type").asText().equals("refresh_token")) {
      throw DropboxRefusal.grant("unsupported_grant_type", "unknown grant type");
    }
    if (!form.path("client_id").asText().equals(appKey)) {
      throw DropboxRefusal.grant("invalid_client: Invalid client_id or client_secret", "");
    }
    if (!refreshTokens.contains(form.path("refresh_token").asText())) {
      throw DropboxRefusal.grant("invalid_grant", "refresh token is invalid or revoked");
    }
    String token = tokenPrefix + issued.incrementAndGet();
    tokens.add(token);
    return JSON.objectNode()
        .put("access_token", token)
        .put("expires_in", 14_400)
        .put("token_type", "bearer");
  }

  /** Fails if a token is not good for a call. */
  final void authorize(String name, String token) {
    if (token.startsWith(MALFORMED)) {
      throw DropboxRefusal.badRequest("/2/" + name, "The given OAuth 2 access token is malformed.");
    }
    if (expired.contains(token)) {
      throw DropboxRefusal.union(401, "expired_access_token", JSON.objectNode());
    }
    if (!tokens.contains(token)) {
      throw DropboxRefusal.union(401, "invalid_access_token", JSON.objectNode());
    }
    String scope = SCOPES.get(name);
    if (scope != null && scopesOfNoApp.contains(scope)) {
      throw DropboxRefusal.badRequest(
          "/2/" + name,
          "Your app (ID: 1) is not permitted to access this endpoint because it does not have the"
              + " required scope '%s'.".formatted(scope));
    }
    if (scope != null && missingScopes.contains(scope)) {
      throw DropboxRefusal.union(
          401, "missing_scope", JSON.objectNode().put("required_scope", scope));
    }
  }
}
