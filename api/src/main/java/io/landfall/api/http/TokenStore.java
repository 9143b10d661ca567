package io.landfall.api.http;

import io.landfall.model.Erased;
import io.landfall.model.PlainText;
import io.landfall.workspace.Caller;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** Knows who a token belongs to. */
public interface TokenStore {

  /**
   * Finds the owner of a token; empty when there is none or it is no longer good. May fail with an
   * ExportFailure of NOT_AUTHENTICATED that says why.
   *
   * @param token as the caller sent it, without spaces around it
   */
  CompletionStage<Optional<Principal>> findPrincipal(String token);

  /**
   * Tells whether a token that let somebody in is not good any more; false for one that is not kept
   * here, as a JWT, whose end nobody knows without it.
   *
   * @param sha256 of the token, in hexadecimal digits
   */
  default CompletionStage<Boolean> isWithdrawn(String sha256) {
    return CompletableFuture.completedStage(false);
  }

  /**
   * Who is calling.
   *
   * @param user owner of what is made
   * @param organization whose members he shares with; {@code null}: none
   * @param scopes what the token may be used for; empty: what is the user's own, and no more. Those
   *     that are none of {@link TokenScope} allow nothing
   */
  record Principal(String user, String organization, Set<String> scopes) {
    /** Most characters of the name of a user or an organization. */
    public static final int MAX_NAME = 200;

    public Principal {
      scopes = Set.copyOf(scopes);
    }

    /** Tells whether this can name a user or an organization: a line that lists can hold. */
    public static boolean isName(String text) {
      return !text.isBlank()
          && !Erased.is(text)
          && text.length() <= MAX_NAME
          && PlainText.isPlain(text)
          && text.chars().noneMatch(Character::isISOControl);
    }

    /** Returns who asks, as far as it counts for who may see what. */
    public Caller caller() {
      return new Caller(user, organization, isAllowed(TokenScope.ADMIN));
    }

    /** Tells whether he may see and change what is this owner's alone. */
    public boolean isMine(String owner) {
      return owner.equals(user) || isAllowed(TokenScope.ADMIN);
    }

    /** Tells whether the token may be used for {@code scope}. */
    public boolean isAllowed(TokenScope scope) {
      boolean everythingOwn = scopes.isEmpty() || scopes.contains(TokenScope.ADMIN.value());
      return everythingOwn && scope.isOwn() || scopes.contains(scope.value());
    }
  }

  /** What a token may be used for: each route that asks for a token asks for one of these. */
  enum TokenScope {
    /** See one's exports, their files and links, one's webhooks and their log. */
    EXPORTS_READ("exports:read", true),
    /** Begin, halt, cancel and retry exports of one's own; have webhooks called when they end. */
    EXPORTS_WRITE("exports:write", true),
    /**
     * See the user's projects, tools, scenes and delivery configurations, and those shared with
     * him.
     */
    WORKSPACE_READ("workspace:read", true),
    /** Make, change and delete projects, tools, scenes and delivery configurations of the user. */
    WORKSPACE_WRITE("workspace:write", true),
    /** See the tokens of the user, which are never told. */
    TOKENS_READ("tokens:read", true),
    /** Revoke tokens of the user. */
    TOKENS_WRITE("tokens:write", true),
    /** Do with what is others', tokens too, all that users do with their own. */
    ADMIN("admin", false),
    /** See, begin and cancel the ingest of scene lists, which everybody searches. */
    INGEST("ingest", false),
    /** Read the journal: who had what exported, and where it went. Changes nothing. */
    AUDIT("audit", false);

    private final String value;
    private final boolean own;

    TokenScope(String value, boolean own) {
      this.value = value;
      this.own = own;
    }

    /** Returns the scope as it is given to {@code token create --scope}. */
    public String value() {
      return value;
    }

    /** Tells whether it is about what is the user's own: a token without scopes has these. */
    public boolean isOwn() {
      return own;
    }

    /** Returns the values of all scopes, in order. */
    public static List<String> values(Predicate<TokenScope> which) {
      return Arrays.stream(values()).filter(which).map(TokenScope::value).toList();
    }
  }
}
