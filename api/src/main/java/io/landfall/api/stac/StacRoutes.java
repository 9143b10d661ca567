package io.landfall.api.stac;

import static akka.http.javadsl.server.PathMatchers.segment;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.Answers;
import io.landfall.api.ApiProblem;
import io.landfall.api.ApiSettings;
import io.landfall.api.Json;
import io.landfall.api.RequestBody;
import io.landfall.api.SceneSearch;
import io.landfall.index.IndexedScene;
import io.landfall.index.ScenePage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/** {@code /stac}: everybody may search. */
public final class StacRoutes extends AllDirectives {
  private static final ContentType GEOJSON = ContentTypes.parse(StacLinks.GEOJSON);
  private static final ContentType OPENAPI = ContentTypes.parse(StacLinks.OPENAPI + "3.0");
  private static final ContentType SCHEMA = ContentTypes.parse(StacLinks.SCHEMA);
  private static final Set<String> NONE = Set.of();
  private static final String SETTLED = "public, max-age=300";
  private static final String MOVING = "no-cache";

  private final SceneSearch scenes;
  private final ApiSettings settings;
  private final RequestBody body;
  private final ObjectNode description;

  /**
   * Makes them.
   *
   * @param openApi the description of all routes, in OpenAPI 3.1
   */
  public StacRoutes(
      SceneSearch scenes, ApiSettings settings, ActorSystem<?> system, JsonNode openApi) {
    this.scenes = scenes;
    this.settings = settings;
    this.description = OpenApi30.of(openApi);
    this.body = new RequestBody(settings, system);
  }

  /** Returns the routes below {@code /stac}. */
  public Route routes() {
    return pathPrefix(
        "stac",
        () ->
            encodeResponse(
                () ->
                    concat(
                        pathEndOrSingleSlash(() -> read(NONE, this::landing)),
                        path("api", () -> read(NONE, this::description)),
                        path("conformance", () -> read(NONE, this::conformance)),
                        path("queryables", () -> read(NONE, this::queryables)),
                        path(
                            "search",
                            () ->
                                concat(
                                    read(StacSearch.OF_SEARCH, this::search),
                                    post(() -> answer(NONE, this::searchByBody)))),
                        pathPrefix("collections", this::collections))));
  }

  private Route collections() {
    return concat(
        pathEndOrSingleSlash(() -> read(NONE, this::list)),
        pathPrefix(
            segment(),
            collection ->
                concat(
                    pathEnd(() -> read(NONE, of(collection, this::collection))),
                    path("queryables", () -> read(NONE, of(collection, this::queryables))),
                    pathPrefix(
                        "items",
                        () ->
                            concat(
                                pathEnd(
                                    () -> read(StacSearch.OF_ITEMS, of(collection, this::items))),
                                path(segment(), id -> read(NONE, of(collection, item(id)))))))));
  }

  /** One question: a request with parameters that are known. */
  private record Question(HttpRequest request, Map<String, String> parameters, String base) {
    String root() {
      return base + "/stac";
    }
  }

  private interface Answer extends Function<Question, CompletionStage<HttpResponse>> {}

  private Route read(Set<String> known, Answer answer) {
    return concat(get(() -> answer(known, answer)), head(() -> answer(known, answer)));
  }

  private Route answer(Set<String> known, Answer answer) {
    return extractRequest(
        request -> {
          Answers.refuseUnless(request, GEOJSON.mediaType(), SCHEMA.mediaType());
          var parameters = StacParameters.of(request, known);
          var base = Answers.base(settings, request);
          return completeWithFuture(answer.apply(new Question(request, parameters, base)));
        });
  }

  private Answer of(String collection, Answer answer) {
    return question -> {
      if (!collection.equals(StacProperties.COLLECTION)) {
        throw new ApiProblem(
            404, "collection-unknown", "Cannot find this collection: there is but landsat.");
      }
      return answer.apply(question);
    };
  }

  private CompletionStage<HttpResponse> landing(Question question) {
    return now(Answers.json(200, StacCatalog.landing(question.base())));
  }

  private CompletionStage<HttpResponse> conformance(Question question) {
    return now(Answers.json(200, StacCatalog.conformancePage()));
  }

  private CompletionStage<HttpResponse> description(Question question) {
    return now(Answers.json(200, OPENAPI, description));
  }

  private CompletionStage<HttpResponse> queryables(Question question) {
    String address = question.base() + question.request().getUri().path();
    return now(Answers.json(200, SCHEMA, StacProperties.schema(address)));
  }

  private static CompletionStage<HttpResponse> now(HttpResponse response) {
    return CompletableFuture.completedFuture(Answers.with(response, "Cache-Control", SETTLED));
  }

  private CompletionStage<HttpResponse> list(Question question) {
    return scenes
        .summary()
        .thenApply(
            summary ->
                moving(Answers.json(200, StacCatalog.collections(summary, question.root()))));
  }

  private CompletionStage<HttpResponse> collection(Question question) {
    return scenes
        .summary()
        .thenApply(
            summary -> moving(Answers.json(200, StacCatalog.collection(summary, question.root()))));
  }

  private static HttpResponse moving(HttpResponse response) {
    return Answers.with(response, "Cache-Control", MOVING);
  }

  private Answer item(String id) {
    return question ->
        scenes
            .find(id)
            .thenApply(
                found -> {
                  IndexedScene scene =
                      found.orElseThrow(
                          () ->
                              new ApiProblem(
                                  404, "item-unknown", "Cannot find a scene of this id."));
                  ObjectNode item = StacItem.of(scene, question.root());
                  return moving(Answers.json(200, GEOJSON, item));
                });
  }

  private CompletionStage<HttpResponse> items(Question question) {
    String collection = question.root() + "/collections/" + StacProperties.COLLECTION;
    return searched(
        question,
        collection + "/items",
        StacSearch.OF_ITEMS,
        links -> {
          StacLinks.add(links, "parent", collection, StacLinks.JSON);
          StacLinks.add(links, "collection", collection, StacLinks.JSON);
        });
  }

  private CompletionStage<HttpResponse> search(Question question) {
    return searched(question, question.root() + "/search", StacSearch.OF_SEARCH, links -> {});
  }

  private CompletionStage<HttpResponse> searched(
      Question question, String path, Set<String> known, Consumer<ArrayNode> more) {
    ObjectNode asked = StacParameters.body(question.parameters());
    StacSearch search = StacSearch.read(asked, known, "cql2-text");
    return scenes
        .search(search.query())
        .thenApply(
            page ->
                found(
                    question,
                    search,
                    page,
                    links -> {
                      String self = StacParameters.address(path, question.parameters());
                      StacLinks.add(links, "self", self, StacLinks.GEOJSON);
                      StacLinks.add(links, "root", question.root(), StacLinks.JSON);
                      more.accept(links);
                      next(links, question, search, page, path);
                    }));
  }

  private static void next(
      ArrayNode links, Question question, StacSearch search, ScenePage page, String path) {
    page.next()
        .ifPresent(
            cursor -> {
              Map<String, String> parameters = new LinkedHashMap<>(question.parameters());
              parameters.put("token", search.next(cursor).get("token").textValue());
              StacLinks.add(
                      links, "next", StacParameters.address(path, parameters), StacLinks.GEOJSON)
                  .put("method", "GET");
            });
  }

  private CompletionStage<HttpResponse> searchByBody(Question question) {
    String path = question.root() + "/search";
    return body.json(question.request())
        .thenApply(json -> StacSearch.read(json, StacSearch.OF_SEARCH, "cql2-json"))
        .thenCompose(
            search ->
                scenes
                    .search(search.query())
                    .thenApply(
                        page ->
                            found(
                                question,
                                search,
                                page,
                                links -> nextByBody(links, question, search, page, path))));
  }

  private static void nextByBody(
      ArrayNode links, Question question, StacSearch search, ScenePage page, String path) {
    StacLinks.add(links, "root", question.root(), StacLinks.JSON);
    page.next()
        .ifPresent(
            cursor ->
                StacLinks.add(links, "next", path, StacLinks.GEOJSON)
                    .put("method", "POST")
                    .put("merge", true)
                    .set("body", search.next(cursor)));
  }

  private static HttpResponse found(
      Question question, StacSearch search, ScenePage page, Consumer<ArrayNode> links) {
    ObjectNode json = Json.object().put("type", "FeatureCollection");
    ArrayNode features = json.putArray("features");
    for (IndexedScene scene : page.scenes()) {
      ObjectNode item = StacItem.of(scene, question.root());
      features.add(search.fields() == null ? item : search.fields().of(item));
    }
    links.accept(json.putArray("links"));
    if (page.next().isEmpty() && search.query().after().isEmpty()) {
      json.put("numberMatched", page.scenes().size()); // all there is stands on this page
    }
    json.put("numberReturned", page.scenes().size());
    return moving(Answers.json(200, GEOJSON, json));
  }
}
