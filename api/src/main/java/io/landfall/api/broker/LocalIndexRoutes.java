package io.landfall.api.broker;

import static akka.http.javadsl.server.PathMatchers.segment;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.Location;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.http.AnswerMemory;
import io.landfall.api.http.ApiSettings;
import io.landfall.api.http.FeatureCollections;
import io.landfall.api.http.RequestBodyReader;
import io.landfall.api.http.TraceIds;
import io.landfall.api.json.ApiProblem;
import io.landfall.api.json.ProblemStatus;
import io.landfall.api.stac.AnswerBlocks;
import io.landfall.api.stac.AsyncSceneCatalogue;
import io.landfall.api.stac.SceneCursorCodec;
import io.landfall.broker.BrokerScenePage;
import io.landfall.broker.IndexedBrokerScenes;
import io.landfall.broker.IndexedFeatureWriter;
import io.landfall.broker.TideClient;
import io.landfall.index.query.IndexedScene;
import io.landfall.index.query.SceneCursor;
import io.landfall.index.query.SceneFilter;
import io.landfall.index.query.SceneFilter.Compare;
import io.landfall.index.query.SceneFilter.ComparisonOperator;
import io.landfall.index.query.ScenePage;
import io.landfall.index.query.SceneProperty;
import io.landfall.index.query.SceneQuery;
import io.landfall.index.query.SceneQuery.SceneOrder;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
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
  private static final Set<String> KNOWN =
      Set.of(
          "bbox",
          "cloudCover",
          "acquiredDate",
          "maxAcquiredDate",
          "tides",
          "limit",
          "after",
          "PL_API_KEY"); // which clients send everywhere
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 10_000;
  private static final double ANY_CLOUD_COVER = 100;

  /** What a scene takes with its tide: its row, and all of it as JSON. */
  private static final long TIDE_SCENE_BYTES = 16 << 10;

  private final AsyncSceneCatalogue scenes;
  private final TideClient tides;
  private final ApiSettings settings;
  private final ActorSystem<?> system;
  private final RequestBodyReader bodies;
  private final AnswerMemory answers;

  LocalIndexRoutes(
      AsyncSceneCatalogue scenes,
      TideClient tides,
      ApiSettings settings,
      RequestBodyReader bodies,
      AnswerMemory answers,
      ActorSystem<?> system) {
    this.scenes = scenes;
    this.tides = tides;
    this.settings = settings;
    this.system = system;
    this.bodies = bodies;
    this.answers = answers;
  }

  /** The routes below either spelling. */
  Route routes() {
    return concat(
        path(
            segment("discover").slash(segment()),
            type -> respond(type, request -> answered(request, discover(request)))),
        path(
            segment("preview").slash(segment()).slash(segment()),
            (type, file) -> respond(type, request -> preview(request, file))),
        path(
            segment().slash(segment()),
            (type, id) ->
                respond(type, request -> answered(request, parameters -> scene(parameters, id)))));
  }

  private Route respond(
      String sourceType, Function<HttpRequest, CompletionStage<HttpResponse>> handler) {
    if (!SOURCE_TYPES.contains(sourceType)) {
      throw new ApiProblem(
          404,
          "source-type-unknown",
          "Unknown source type %s. Known: %s."
              .formatted(sourceType, String.join(", ", SOURCE_TYPES)));
    }
    return extractRequest(
        request -> completeWithFuture(TraceIds.within(request, () -> handler.apply(request))));
  }

  private CompletionStage<HttpResponse> answered(
      HttpRequest request, Function<BrokerParameters, CompletionStage<HttpResponse>> handler) {
    return BrokerParameters.of(request, KNOWN, bodies, system)
        .thenCompose(
            parameters ->
                handler
                    .apply(parameters)
                    .thenApply(
                        answer -> BrokerResponses.withWarnings(answer, parameters.warnings())));
  }

  private Function<BrokerParameters, CompletionStage<HttpResponse>> discover(HttpRequest request) {
    return parameters -> {
      SceneQuery query = query(parameters);
      if (parameters.tides()) {
        return answers.hold(
            request, query.limit() * TIDE_SCENE_BYTES, () -> withTides(request, parameters, query));
      }
      int held = Math.min(query.limit(), AnswerBlocks.BLOCK_SCENES);
      return answers.hold(
          request,
          held * AsyncSceneCatalogue.SCENE_BYTES,
          () ->
              mapErrors(AnswerBlocks.begin(scenes, query, system))
                  .thenApply(blocks -> toResponse(blocks, query, request, parameters)));
    };
  }

  private HttpResponse toResponse(
      AnswerBlocks blocks, SceneQuery query, HttpRequest request, BrokerParameters parameters) {
    Supplier<ObjectNode> links =
        () ->
            BrokerResponses.links(
                blocks.next().map(next -> SceneCursorCodec.encode(query, next)),
                request,
                settings,
                parameters.toQuery(SEARCHED_BY));
    return blocks
        .takeWhole()
        .map(
            found ->
                FeatureCollections.written(
                    ContentTypes.APPLICATION_JSON, found, IndexedFeatureWriter::write, links.get()))
        .orElseGet(
            () ->
                FeatureCollections.stream(
                    ContentTypes.APPLICATION_JSON,
                    blocks
                        .scenes()
                        .map(s -> FeatureCollections.bytes(s, IndexedFeatureWriter::write)),
                    links));
  }

  /** What is missing of the tides is said in a header, so all must be known before. */
  private CompletionStage<HttpResponse> withTides(
      HttpRequest request, BrokerParameters parameters, SceneQuery query) {
    return mapErrors(scenes.search(query))
        .thenApply(page -> toFoundPage(page, query))
        .thenCompose(tides::withTides)
        .thenApply(
            page -> BrokerResponses.page(page, request, settings, parameters.toQuery(SEARCHED_BY)));
  }

  private static SceneQuery query(BrokerParameters parameters) {
    Optional<Geometry> area = Optional.ofNullable(parameters.area());
    List<SceneFilter> filters = new ArrayList<>();
    // hides what is unknown, as the older index hid what was negative
    filters.add(
        new Compare(
            SceneProperty.CLOUD_COVER,
            ComparisonOperator.LESS_OR_EQUAL,
            parameters.cloudCover().orElse(ANY_CLOUD_COVER)));
    parameters
        .instant("acquiredDate")
        .map(at -> new Compare(SceneProperty.ACQUIRED, ComparisonOperator.GREATER_OR_EQUAL, at))
        .ifPresent(filters::add);
    parameters
        .instant("maxAcquiredDate")
        .map(at -> new Compare(SceneProperty.ACQUIRED, ComparisonOperator.LESS_OR_EQUAL, at))
        .ifPresent(filters::add);
    var first =
        new SceneQuery(
            area,
            new SceneFilter.And(filters),
            SceneOrder.NEWEST_FIRST,
            Optional.empty(),
            parameters.limit(DEFAULT_LIMIT, MAX_LIMIT));
    return first.page(parameters.text("after").map(text -> cursor(first, text)), first.limit());
  }

  private static SceneCursor cursor(SceneQuery query, String text) {
    return SceneCursorCodec.decode(query, text)
        .orElseThrow(
            () ->
                BrokerParameters.invalid(
                    "The after value of %s is invalid",
                    text, "take it from a next link of the same search."));
  }

  private static BrokerScenePage toFoundPage(ScenePage page, SceneQuery query) {
    return new BrokerScenePage(
        page.scenes().stream().map(IndexedBrokerScenes::toBrokerScene).toList(),
        page.next().map(next -> SceneCursorCodec.encode(query, next)),
        List.of());
  }

  private CompletionStage<HttpResponse> scene(BrokerParameters parameters, String id) {
    return find(id)
        .thenApply(
            scene ->
                new BrokerScenePage(
                    List.of(IndexedBrokerScenes.toBrokerScene(scene)), Optional.empty(), List.of()))
        .thenCompose(page -> withTides(page, parameters))
        .thenApply(BrokerResponses::scene);
  }

  private CompletionStage<BrokerScenePage> withTides(
      BrokerScenePage page, BrokerParameters parameters) {
    return parameters.tides() ? tides.withTides(page) : CompletableFuture.completedFuture(page);
  }

  private CompletionStage<HttpResponse> preview(HttpRequest request, String file) {
    request.discardEntityBytes(system);
    if (!file.endsWith(".jpg")) {
      throw sceneUnknown(file);
    }
    return find(file.substring(0, file.length() - ".jpg".length()))
        .thenApply(
            scene -> {
              String previewUrl =
                  IndexedBrokerScenes.preview(scene.listed())
                      .orElseThrow(
                          () ->
                              new ApiProblem(
                                  404,
                                  "preview-unknown",
                                  "No preview is known of scene: " + scene.id()));
              return HttpResponse.create()
                  .withStatus(StatusCodes.FOUND)
                  .addHeader(Location.create(previewUrl));
            });
  }

  private CompletionStage<IndexedScene> find(String id) {
    return mapErrors(scenes.find(id)).thenApply(found -> found.orElseThrow(() -> sceneUnknown(id)));
  }

  private static ApiProblem sceneUnknown(String id) {
    return new ApiProblem(
        404, "scene-unknown", "Scene not found: " + id.replaceAll("\\p{Cntrl}", "?"));
  }

  /** Tells of a database that does not answer in the words that clients know. */
  private static <T> CompletionStage<T> mapErrors(CompletionStage<T> parameters) {
    return parameters.exceptionallyCompose(
        thrown -> CompletableFuture.failedFuture(problem(BrokerResponses.unwrap(thrown))));
  }

  private static ApiProblem problem(Throwable cause) {
    ErrorCode code = ExportFailure.of(cause).code();
    if (code == ErrorCode.INTERNAL) {
      LOG.error("Cannot search the index", cause);
      return new ApiProblem(500, code.slug(), "Error searching for scenes: an error of ours.");
    }
    String prefix =
        code == ErrorCode.DATABASE_UNAVAILABLE
            ? "Could not begin DB transaction: "
            : "Error searching for scenes: ";
    return new ApiProblem(ProblemStatus.of(code), code.slug(), prefix + cause.getMessage());
  }
}
