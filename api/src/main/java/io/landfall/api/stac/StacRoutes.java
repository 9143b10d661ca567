package io.landfall.api.stac;

import static akka.http.javadsl.server.PathMatchers.segment;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.http.AnswerMemory;
import io.landfall.api.http.ApiSettings;
import io.landfall.api.http.FeatureCollections;
import io.landfall.api.http.HttpResponses;
import io.landfall.api.http.RequestBodyReader;
import io.landfall.api.json.ApiProblem;
import io.landfall.api.json.Json;
import io.landfall.index.query.IndexedScene;
import io.landfall.index.query.SceneCatalogue.MatchCount;
import io.landfall.index.query.ScenePage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/** {@code /stac}: everybody may search. */
public final class StacRoutes extends AllDirectives {
  private static final ContentType GEOJSON = ContentTypes.parse(StacLinks.GEOJSON);
  private static final ContentType OPENAPI_30 = ContentTypes.parse(StacLinks.OPENAPI + "3.0");
  private static final ContentType OPENAPI_31 = ContentTypes.parse(StacLinks.OPENAPI + "3.1");
  private static final ContentType SCHEMA = ContentTypes.parse(StacLinks.SCHEMA);
  private static final Set<String> NONE = Set.of();

  /**
   * What clients narrow a list of collections by; where there is but one, they do it themselves.
   */
  private static final Set<String> COLLECTION_SEARCH = Set.of("q", "bbox", "datetime", "limit");

  private static final String CACHE_STATIC = "public, max-age=300";
  private static final String CACHE_CHANGING = "no-cache";

  private final AsyncSceneCatalogue scenes;
  private final ApiSettings settings;
  private final RequestBodyReader body;
  private final JsonNode allRoutes;
  private final AnswerMemory answers;
  private final ObjectNode description;

  /**
   * Makes them.
   *
   * @param openApi the description of all routes, in OpenAPI 3.1
   */
  public StacRoutes(
      AsyncSceneCatalogue scenes,
      ApiSettings settings,
      RequestBodyReader body,
      AnswerMemory answers,
      JsonNode openApi) {
    this.scenes = scenes;
    this.settings = settings;
    this.allRoutes = openApi;
    this.description = OpenApi30.convert(openApi);
    this.body = body;
    this.answers = answers;
  }

  /** Returns the routes below {@code /stac}. */
  public Route routes() {
    return pathPrefix(
        "stac",
        () ->
            encodeResponse(
                () ->
                    concat(
                        pathEndOrSingleSlash(() -> getOrHead(NONE, this::landing)),
                        path("api", () -> getOrHead(NONE, this::description)),
                        path("conformance", () -> getOrHead(NONE, this::conformance)),
                        path("queryables", () -> getOrHead(NONE, this::queryables)),
                        path(
                            "search",
                            () ->
                                concat(
                                    getOrHead(StacSearch.PARAMETERS, this::search),
                                    post(() -> respond(NONE, this::searchByBody)))),
                        pathPrefix("collections", this::collections))));
  }

  private Route collections() {
    return concat(
        pathEndOrSingleSlash(() -> getOrHead(COLLECTION_SEARCH, this::list)),
        pathPrefix(
            segment(),
            collection ->
                concat(
                    pathEnd(() -> getOrHead(NONE, inCollection(collection, this::collection))),
                    path(
                        "queryables",
                        () -> getOrHead(NONE, inCollection(collection, this::queryables))),
                    pathPrefix(
                        "items",
                        () ->
                            concat(
                                pathEnd(
                                    () ->
                                        getOrHead(
                                            StacSearch.PARAMETERS,
                                            inCollection(collection, this::items))),
                                path(
                                    segment(),
                                    id -> getOrHead(NONE, inCollection(collection, item(id)))))))));
  }

  /** One question: a request with parameters that are known. */
  private record StacRequest(HttpRequest request, Map<String, String> parameters, String base) {
    String root() {
      return base + "/stac";
    }
  }

  private interface StacHandler extends Function<StacRequest, CompletionStage<HttpResponse>> {}

  private Route getOrHead(Set<String> known, StacHandler handler) {
    return concat(get(() -> respond(known, handler)), head(() -> respond(known, handler)));
  }

  private Route respond(Set<String> known, StacHandler handler) {
    return extractRequest(
        request -> {
          HttpResponses.requireAccepted(
              request,
              GEOJSON.mediaType(),
              SCHEMA.mediaType(),
              OPENAPI_30.mediaType(),
              OPENAPI_31.mediaType());
          var parameters = StacParameters.read(request, known);
          var base = HttpResponses.baseUrl(settings, request);
          return completeWithFuture(handler.apply(new StacRequest(request, parameters, base)));
        });
  }

  private StacHandler inCollection(String collection, StacHandler handler) {
    return stacRequest -> {
      if (!collection.equals(StacProperties.COLLECTION)) {
        throw new ApiProblem(
            404, "collection-unknown", "Cannot find this collection: there is but landsat.");
      }
      return handler.apply(stacRequest);
    };
  }

  private CompletionStage<HttpResponse> landing(StacRequest stacRequest) {
    return staticResponse(HttpResponses.json(200, StacCatalog.landing(stacRequest.base())));
  }

  private CompletionStage<HttpResponse> conformance(StacRequest stacRequest) {
    return staticResponse(HttpResponses.json(200, StacCatalog.conformancePage()));
  }

  private CompletionStage<HttpResponse> description(StacRequest stacRequest) {
    return staticResponse(
        HttpResponses.isRequested(stacRequest.request(), OPENAPI_31)
            ? HttpResponses.json(200, OPENAPI_31, allRoutes)
            : HttpResponses.json(200, OPENAPI_30, description));
  }

  private CompletionStage<HttpResponse> queryables(StacRequest stacRequest) {
    String url = stacRequest.base() + stacRequest.request().getUri().path();
    return staticResponse(HttpResponses.json(200, SCHEMA, StacProperties.schema(url)));
  }

  private static CompletionStage<HttpResponse> staticResponse(HttpResponse response) {
    return CompletableFuture.completedFuture(
        HttpResponses.withHeader(response, "Cache-Control", CACHE_STATIC));
  }

  private CompletionStage<HttpResponse> list(StacRequest stacRequest) {
    return scenes
        .summary()
        .thenApply(
            summary ->
                withChangingCache(
                    HttpResponses.json(200, StacCatalog.collections(summary, stacRequest.root()))));
  }

  private CompletionStage<HttpResponse> collection(StacRequest stacRequest) {
    return scenes
        .summary()
        .thenApply(
            summary ->
                withChangingCache(
                    HttpResponses.json(200, StacCatalog.collection(summary, stacRequest.root()))));
  }

  private static HttpResponse withChangingCache(HttpResponse response) {
    return HttpResponses.withHeader(response, "Cache-Control", CACHE_CHANGING);
  }

  private StacHandler item(String id) {
    return stacRequest ->
        scenes
            .find(id)
            .thenApply(
                found -> {
                  IndexedScene scene =
                      found.orElseThrow(
                          () ->
                              new ApiProblem(
                                  404, "item-unknown", "Cannot find a scene of this id."));
                  ObjectNode item = SceneItemWriter.write(scene, stacRequest.root());
                  return withChangingCache(HttpResponses.json(200, GEOJSON, item));
                });
  }

  private CompletionStage<HttpResponse> items(StacRequest stacRequest) {
    String collection = stacRequest.root() + "/collections/" + StacProperties.COLLECTION;
    return searchByQuery(
        stacRequest,
        collection + "/items",
        links -> {
          StacLinks.add(links, "parent", collection, StacLinks.JSON);
          StacLinks.add(links, "collection", collection, StacLinks.JSON);
        });
  }

  private CompletionStage<HttpResponse> search(StacRequest stacRequest) {
    return searchByQuery(stacRequest, stacRequest.root() + "/search", links -> {});
  }

  private CompletionStage<HttpResponse> searchByQuery(
      StacRequest stacRequest, String path, Consumer<ArrayNode> more) {
    ObjectNode searchBody = StacParameters.toBody(stacRequest.parameters());
    StacSearch search = StacSearch.read(searchBody, "cql2-text");
    return search(
        stacRequest,
        search,
        found ->
            itemCollection(
                stacRequest,
                search,
                found,
                links -> {
                  String self = StacParameters.url(path, stacRequest.parameters());
                  StacLinks.add(links, "self", self, StacLinks.GEOJSON);
                  StacLinks.add(links, "root", stacRequest.root(), StacLinks.JSON);
                  more.accept(links);
                  addNextLink(links, stacRequest, search, found.page(), path);
                }));
  }

  /** A page, and how many scenes there are on all pages; empty: nobody knows. */
  private record CountedPage(ScenePage page, Optional<MatchCount> count) {}

  private CompletionStage<CountedPage> countedSearch(StacSearch search) {
    return scenes
        .search(search.query())
        .thenCompose(
            page -> {
              boolean complete = page.next().isEmpty() && search.query().after().isEmpty();
              return complete // all there is stands on this page
                  ? CompletableFuture.completedStage(
                      new CountedPage(
                          page, Optional.of(new MatchCount(page.scenes().size(), true))))
                  : scenes.count(search.query()).thenApply(count -> new CountedPage(page, count));
            });
  }

  private static void addNextLink(
      ArrayNode links, StacRequest stacRequest, StacSearch search, ScenePage page, String path) {
    page.next()
        .ifPresent(
            cursor -> {
              Map<String, String> parameters = new LinkedHashMap<>(stacRequest.parameters());
              parameters.put("token", search.nextPageBody(cursor).get("token").textValue());
              StacLinks.add(links, "next", StacParameters.url(path, parameters), StacLinks.GEOJSON)
                  .put("method", "GET");
            });
  }

  private CompletionStage<HttpResponse> searchByBody(StacRequest stacRequest) {
    String path = stacRequest.root() + "/search";
    return body.withJson(
        stacRequest.request(),
        json -> {
          StacSearch search = StacSearch.read(json, "cql2-json");
          return search(
              stacRequest,
              search,
              found ->
                  itemCollection(
                      stacRequest,
                      search,
                      found,
                      links ->
                          addNextLinkWithBody(links, stacRequest, search, found.page(), path)));
        });
  }

  private static void addNextLinkWithBody(
      ArrayNode links, StacRequest stacRequest, StacSearch search, ScenePage page, String path) {
    StacLinks.add(links, "root", stacRequest.root(), StacLinks.JSON);
    page.next()
        .ifPresent(
            cursor ->
                StacLinks.add(links, "next", path, StacLinks.GEOJSON)
                    .put("method", "POST")
                    .put("merge", true)
                    .set("body", search.nextPageBody(cursor)));
  }

  private CompletionStage<HttpResponse> search(
      StacRequest stacRequest, StacSearch search, Function<CountedPage, HttpResponse> answer) {
    return answers.hold(
        stacRequest.request(),
        search.query().limit() * AsyncSceneCatalogue.SCENE_BYTES,
        () -> countedSearch(search).thenApply(answer));
  }

  private static HttpResponse itemCollection(
      StacRequest stacRequest, StacSearch search, CountedPage found, Consumer<ArrayNode> links) {
    ScenePage page = found.page();
    ObjectNode json = Json.object();
    links.accept(json.putArray("links"));
    found.count().ifPresent(count -> putNumberMatched(json, page, count));
    json.put("numberReturned", page.scenes().size());
    Function<IndexedScene, ObjectNode> feature =
        scene -> {
          ObjectNode item = SceneItemWriter.write(scene, stacRequest.root());
          return search.fields() == null ? item : search.fields().select(item);
        };
    return withChangingCache(FeatureCollections.of(GEOJSON, page.scenes(), feature, json));
  }

  /** An estimate says that it is one, and is never below what this page shows. */
  private static void putNumberMatched(ObjectNode json, ScenePage page, MatchCount count) {
    if (count.exact()) {
      json.put("numberMatched", count.number());
    } else {
      long shown = page.scenes().size() + (page.next().isPresent() ? 1 : 0);
      json.put("numberMatched", Math.max(count.number(), shown));
      json.put("numberMatchedEstimated", true);
    }
  }
}
