package io.landfall.api.broker;

import static akka.http.javadsl.server.PathMatchers.segment;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.Location;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import io.landfall.api.ApiProblem;
import io.landfall.api.ApiSettings;
import io.landfall.api.Problems;
import io.landfall.api.RequestBody;
import io.landfall.api.SceneCursors;
import io.landfall.api.SceneSearch;
import io.landfall.broker.FoundPage;
import io.landfall.broker.LocalScenes;
import io.landfall.broker.TideClient;
import io.landfall.index.IndexedScene;
import io.landfall.index.SceneCursor;
import io.landfall.index.SceneFilter;
import io.landfall.index.SceneFilter.Compare;
import io.landfall.index.SceneFilter.Operator;
import io.landfall.index.ScenePage;
import io.landfall.index.SceneProperty;
import io.landfall.index.SceneQuery;
import io.landfall.index.SceneQuery.SceneOrder;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.locationtech.jts.geom.Geometry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /localindex/discover/landsat_pds}, {@code /localindex/landsat_pds/{id}} and {@code
 * /localindex/preview/landsat_pds/{id}.jpg}, below {@code /local_index} too, by any method.
 */
final class LocalIndexRoutes extends AllDirectives {
  private static final Logger LOG = LoggerFactory.getLogger(LocalIndexRoutes.class);
  private static final List<String> SOURCE_TYPES = List.of("landsat_pds", "landsat");
  private static final List<String> SEARCHED_BY =
      List.of("bbox", "cloudCover", "acquiredDate", "maxAcquiredDate", "tides", "limit");
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 10_000;
  private static final double ANY_CLOUD_COVER = 100;

  private final SceneSearch scenes;
  private final TideClient tides;
  private final ApiSettings settings;
  private final ActorSystem<?> system;
  private final RequestBody bodies;

  LocalIndexRoutes(
      SceneSearch scenes, TideClient tides, ApiSettings settings, ActorSystem<?> system) {
    this.scenes = scenes;
    this.tides = tides;
    this.settings = settings;
    this.system = system;
    this.bodies = new RequestBody(settings, system);
  }

  /** The routes below either spelling. */
  Route routes() {
    return concat(
        path(
            segment("discover").slash(segment()),
            type -> answer(type, request -> parameters(request).thenCompose(discover(request)))),
        path(
            segment("preview").slash(segment()).slash(segment()),
            (type, file) -> answer(type, request -> preview(request, file))),
        path(
            segment().slash(segment()),
            (type, id) ->
                answer(
                    type, request -> parameters(request).thenCompose(asked -> show(asked, id)))));
  }

  private Route answer(
      String sourceType, Function<HttpRequest, CompletionStage<HttpResponse>> handler) {
    if (!SOURCE_TYPES.contains(sourceType)) {
      throw new ApiProblem(
          404,
          "source-type-unknown",
          "Unknown source type %s. Known: %s."
              .formatted(sourceType, String.join(", ", SOURCE_TYPES)));
    }
    return extractRequest(request -> completeWithFuture(handler.apply(request)));
  }

  private CompletionStage<Parameters> parameters(HttpRequest request) {
    return Parameters.of(request, bodies, system);
  }

  private Function<Parameters, CompletionStage<HttpResponse>> discover(HttpRequest request) {
    return asked ->
        told(scenes.search(query(asked)))
            .thenApply(LocalIndexRoutes::found)
            .thenCompose(page -> withTides(page, asked))
            .thenApply(
                page -> BrokerAnswers.page(page, request, settings, asked.query(SEARCHED_BY)));
  }

  private static SceneQuery query(Parameters asked) {
    Optional<Geometry> area = Optional.ofNullable(asked.area());
    List<SceneFilter> filters = new ArrayList<>();
    // hides what is unknown, as the older index hid what was negative
    filters.add(
        new Compare(
            SceneProperty.CLOUD_COVER,
            Operator.LESS_OR_EQUAL,
            asked.cloudCover().orElse(ANY_CLOUD_COVER)));
    asked
        .instant("acquiredDate")
        .map(at -> new Compare(SceneProperty.ACQUIRED, Operator.GREATER_OR_EQUAL, at))
        .ifPresent(filters::add);
    asked
        .instant("maxAcquiredDate")
        .map(at -> new Compare(SceneProperty.ACQUIRED, Operator.LESS_OR_EQUAL, at))
        .ifPresent(filters::add);
    return new SceneQuery(
        area,
        new SceneFilter.And(filters),
        SceneOrder.NEWEST,
        asked.text("after").map(LocalIndexRoutes::cursor),
        asked.limit(DEFAULT_LIMIT, MAX_LIMIT));
  }

  private static SceneCursor cursor(String text) {
    return SceneCursors.read(SceneOrder.NEWEST, text)
        .orElseThrow(
            () ->
                Parameters.invalid(
                    "The after value of %s is invalid", text, "take it from a next link."));
  }

  private static FoundPage found(ScenePage page) {
    return new FoundPage(
        page.scenes().stream().map(LocalScenes::found).toList(),
        page.next().map(cursor -> SceneCursors.write(SceneOrder.NEWEST, cursor)),
        List.of());
  }

  private CompletionStage<HttpResponse> show(Parameters asked, String id) {
    return find(id)
        .thenApply(
            scene -> new FoundPage(List.of(LocalScenes.found(scene)), Optional.empty(), List.of()))
        .thenCompose(page -> withTides(page, asked))
        .thenApply(BrokerAnswers::scene);
  }

  private CompletionStage<FoundPage> withTides(FoundPage page, Parameters asked) {
    return asked.tides() ? tides.withTides(page) : CompletableFuture.completedFuture(page);
  }

  private CompletionStage<HttpResponse> preview(HttpRequest request, String file) {
    request.discardEntityBytes(system);
    if (!file.endsWith(".jpg")) {
      throw unknown(file);
    }
    return find(file.substring(0, file.length() - ".jpg".length()))
        .thenApply(
            scene -> {
              String picture =
                  LocalScenes.preview(scene.listed())
                      .orElseThrow(
                          () ->
                              new ApiProblem(
                                  404,
                                  "preview-unknown",
                                  "No preview is known of scene: " + scene.id()));
              return HttpResponse.create()
                  .withStatus(StatusCodes.FOUND)
                  .addHeader(Location.create(picture));
            });
  }

  private CompletionStage<IndexedScene> find(String id) {
    return told(scenes.find(id)).thenApply(found -> found.orElseThrow(() -> unknown(id)));
  }

  private static ApiProblem unknown(String id) {
    return new ApiProblem(
        404, "scene-unknown", "Scene not found: " + id.replaceAll("\\p{Cntrl}", "?"));
  }

  /** Tells of a database that does not answer in the words that clients know. */
  private static <T> CompletionStage<T> told(CompletionStage<T> asked) {
    return asked.exceptionallyCompose(
        thrown -> CompletableFuture.failedFuture(problem(BrokerAnswers.cause(thrown))));
  }

  private static ApiProblem problem(Throwable cause) {
    ErrorCode code = ExportFailure.of(cause).code();
    if (code == ErrorCode.INTERNAL) {
      LOG.error("Cannot search the index", cause);
      return new ApiProblem(500, code.slug(), "Error searching for scenes: an error of ours.");
    }
    String said =
        code == ErrorCode.DATABASE_UNAVAILABLE
            ? "Could not begin DB transaction: "
            : "Error searching for scenes: ";
    return new ApiProblem(Problems.status(code), code.slug(), said + cause.getMessage());
  }
}
