package io.landfall.api.http;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Knows who a token belongs to. Tokens are kept only as hashes. */
public interface TokenStore {

  /**
   * Finds the owner of a token; empty when there is none or it is no longer good.
   *
   * @param sha256 of the token's UTF-8 bytes, 64 lower-case hexadecimal digits
   */
  CompletionStage<Optional<Principal>> findPrincipal(String sha256);

  /**
   * Who is calling.
   *
   * @param user owner of what is made
   * @param scopes what the token may be used for; empty: everything that is the user's own
   */
  record Principal(String user, Set<String> scopes) {
    public Principal {
      scopes = Set.copyOf(scopes);
    }

    /** Tells whether the token may be used for {@code scope}. */
    public boolean isAllowed(TokenScope scope) {
      return scopes.isEmpty() || scopes.contains(scope.value());
    }
  }

  /** What a token can be limited to. */
  enum TokenScope {
    /** See exports, their files and links. */
    EXPORTS_READ("exports:read"),
    /** Begin and cancel exports. */
    EXPORTS_WRITE("exports:write"),
    /** See, begin and cancel the ingest of scene lists. */
    INGEST("ingest");

    private final String value;

    TokenScope(String value) {
      this.value = value;
    }

    /** Returns the scope as it is given to {@code token create --scope}. */
    public String value() {
      return value;
    }
  }
}
