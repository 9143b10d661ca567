package io.landfall.api;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Knows who a token belongs to. Tokens are kept only as hashes. */
public interface Tokens {

  /**
   * Finds the owner of a token; empty when there is none or it is no longer good.
   *
   * @param sha256 of the token's UTF-8 bytes, 64 lower-case hexadecimal digits
   */
  CompletionStage<Optional<Principal>> findOwner(String sha256);

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
    public boolean may(Scope scope) {
      return scopes.isEmpty() || scopes.contains(scope.text());
    }
  }

  /** What a token can be limited to. */
  enum Scope {
    /** See exports, their files and links. */
    EXPORTS_READ("exports:read"),
    /** Begin and cancel exports. */
    EXPORTS_WRITE("exports:write"),
    /** See, begin and cancel the ingest of scene lists. */
    INGEST("ingest");

    private final String text;

    Scope(String text) {
      this.text = text;
    }

    /** Returns the scope as it is given to {@code token create --scope}. */
    public String text() {
      return text;
    }
  }
}
