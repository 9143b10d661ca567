package io.landfall.api.tiles;

import io.landfall.api.http.TokenStore.TokenScope;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a layer is taken of.
 *
 * @param id as the path has it
 */
record LayerTarget(LayerKind kind, String id) {
  /** Most characters of an id in a path. */
  static final int MAX_ID = 1_000;

  /** The things that have layers; their paths and what a token must allow. */
  enum LayerKind {
    PROJECT("projects", TokenScope.WORKSPACE_READ),
    SCENE("scenes", TokenScope.WORKSPACE_READ),
    TOOL("tools", TokenScope.WORKSPACE_READ),
    EXPORT("exports", TokenScope.EXPORTS_READ);

    private final String plural;
    private final TokenScope scope;

    LayerKind(String plural, TokenScope scope) {
      this.plural = plural;
      this.scope = scope;
    }

    /** Returns the segment of their paths. */
    String plural() {
      return plural;
    }

    TokenScope scope() {
      return scope;
    }

    static Optional<LayerKind> find(String plural) {
      return Arrays.stream(values()).filter(kind -> kind.plural.equals(plural)).findFirst();
    }
  }
}
