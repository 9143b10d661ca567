package io.landfall.api.stac;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.japi.Pair;
import akka.pattern.Patterns;
import akka.stream.javadsl.Source;
import io.landfall.index.query.IndexedScene;
import io.landfall.index.query.SceneCursor;
import io.landfall.index.query.ScenePage;
import io.landfall.index.query.SceneQuery;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The scenes of one answer, asked for block by block as the caller takes them: memory holds one
 * block, and no connection to the database waits for a slow reader. Each block begins where the one
 * before it ended, as pages do.
 */
public final class AnswerBlocks {
  /** Scenes of one block. */
  public static final int BLOCK_SCENES = 500;

  /** So long a block that the node is too busy for is asked for again; then the answer breaks. */
  private static final int ATTEMPTS = 40;

  private static final Duration PAUSE = Duration.ofMillis(250);

  private final AsyncSceneCatalogue catalogue;
  private final ActorSystem<?> system;
  private final Optional<SceneQuery> rest;
  private volatile ScenePage first;
  private volatile Optional<SceneCursor> next;

  private AnswerBlocks(
      AsyncSceneCatalogue catalogue, ActorSystem<?> system, SceneQuery query, ScenePage first) {
    this.catalogue = catalogue;
    this.system = system;
    this.first = first;
    this.rest = rest(query, first);
    this.next = first.next();
  }

  /** Asks for the first block; fails as {@link AsyncSceneCatalogue#search} does. */
  public static CompletionStage<AnswerBlocks> begin(
      AsyncSceneCatalogue catalogue, SceneQuery query, ActorSystem<?> system) {
    return catalogue
        .search(block(query))
        .thenApply(first -> new AnswerBlocks(catalogue, system, query, first));
  }

  /** Returns the scenes if the first block is all of them; then they are taken. */
  public Optional<List<IndexedScene>> takeWhole() {
    return rest.isPresent() ? Optional.empty() : Optional.of(takeFirst().scenes());
  }

  /** Returns all scenes, to be taken once. */
  public Source<IndexedScene, NotUsed> scenes() {
    Source<ScenePage, NotUsed> others =
        Source.unfoldAsync(
            rest,
            wanted ->
                wanted
                    .map(query -> search(block(query), ATTEMPTS).thenApply(p -> step(query, p)))
                    .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty())));
    return Source.lazySingle(this::takeFirst).concatLazy(others).mapConcat(ScenePage::scenes);
  }

  /** It is not held while the others are taken. */
  private ScenePage takeFirst() {
    ScenePage taken = first;
    first = null;
    return taken;
  }

  /** Returns where the next answer begins, once all scenes of this one were taken. */
  public Optional<SceneCursor> next() {
    return next;
  }

  private Optional<Pair<Optional<SceneQuery>, ScenePage>> step(SceneQuery query, ScenePage page) {
    next = page.next();
    return Optional.of(Pair.create(rest(query, page), page));
  }

  private CompletionStage<ScenePage> search(SceneQuery query, int attempts) {
    return catalogue
        .search(query)
        .exceptionallyCompose(
            thrown ->
                attempts > 1 && isPassing(thrown)
                    ? Patterns.after(PAUSE, system, () -> search(query, attempts - 1))
                    : CompletableFuture.failedFuture(thrown));
  }

  private static boolean isPassing(Throwable thrown) {
    ErrorCode code = ExportFailure.of(thrown).code();
    return code == ErrorCode.NODE_BUSY || code == ErrorCode.DATABASE_UNAVAILABLE;
  }

  private static SceneQuery block(SceneQuery query) {
    return query.page(query.after(), Math.min(query.limit(), BLOCK_SCENES));
  }

  private static Optional<SceneQuery> rest(SceneQuery query, ScenePage page) {
    int wanted = query.limit() - page.scenes().size();
    return page.next().filter(cursor -> wanted > 0).map(c -> query.page(Optional.of(c), wanted));
  }
}
