package io.landfall.api.endpoint;

import akka.http.javadsl.model.HttpRequest;
import io.landfall.api.http.IdempotencyKeys;
import io.landfall.api.http.TokenStore.Principal;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.workspace.WorkspaceIds;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The id of what a POST is to make.
 *
 * @param isKeyed whether it follows from an {@code Idempotency-Key}, so that the same request has
 *     the same id again
 */
public record NewId(UUID id, boolean isKeyed) {
  /** Returns the id that the caller's key asks for, else a new one. */
  public static NewId of(HttpRequest request, Principal principal) {
    return IdempotencyKeys.findId(request, principal.user())
        .map(id -> new NewId(id, true))
        .orElseGet(() -> new NewId(WorkspaceIds.generate(), false));
  }

  /**
   * Makes what was asked for, or finds what the same key and body have made before. Blocks.
   *
   * @param kind of what is made: {@code webhook}
   * @param path of its list, from the root of the API
   * @param create refuses by {@link ErrorCode#STATE_CONFLICT} what exists with another body
   * @throws io.landfall.api.json.ApiProblem 409 when the key has made another
   */
  public <T> T create(String kind, String path, Function<UUID, T> create, Predicate<UUID> exists) {
    try {
      return create.apply(id);
    } catch (ExportFailure e) {
      if (isKeyed && e.code() == ErrorCode.STATE_CONFLICT && exists.test(id)) {
        throw IdempotencyKeys.reused(kind, path + "/" + id);
      }
      throw e;
    }
  }
}
