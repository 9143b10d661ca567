package io.landfall.api.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.workspace.Caller;
import io.landfall.workspace.PageRequest;
import io.landfall.workspace.WorkspacePage;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongPredicate;

/**
 * One kind of what people keep in versions, as {@link ItemRoutes} serve it. All but {@link #read}
 * block, and fail as the stores do.
 *
 * @param <B> what a body says
 */
interface WorkspaceItems<B> {
  /**
   * What is answered.
   *
   * @param version as it stands in the ETag
   * @param json without links
   */
  record ItemAnswer(String id, String version, ObjectNode json) {}

  /** Returns what they are called, one of them: {@code project}. */
  String kind();

  /**
   * Reads the body of a change.
   *
   * @param id of what is changed; {@code null}: something new is made
   * @throws io.landfall.api.json.ApiProblem naming every wrong place by its pointer
   */
  B read(JsonNode json, String id);

  /** Makes a new one, or finds the one that was made by the same id and body. */
  ItemAnswer create(UUID id, B body, Caller caller);

  /** Returns the newest version. */
  Optional<ItemAnswer> find(String id, Caller caller);

  /** Returns a version of what is not deleted. */
  Optional<ItemAnswer> findVersion(String id, long version, Caller caller);

  /** Returns a page, newest first. */
  WorkspacePage<ItemAnswer> list(Caller caller, PageRequest page);

  /** Makes the next version. */
  ItemAnswer update(String id, LongPredicate expected, B body, Caller caller);

  /** Deletes it. */
  void delete(String id, LongPredicate expected, Caller caller);
}
