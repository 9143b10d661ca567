package io.landfall.api.tiles;

import static akka.http.javadsl.server.PathMatchers.segment;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import akka.util.ByteString;
import io.landfall.api.edge.ClientPresence;
import io.landfall.api.http.HttpResponses;
import io.landfall.api.http.RequestRate;
import io.landfall.api.http.RequestRate.Allowance;
import io.landfall.api.http.TokenStore.Principal;
import io.landfall.api.json.ApiProblem;
import io.landfall.api.tiles.LayerTarget.LayerKind;
import io.landfall.api.tiles.TemplateSigner.TemplateTerms;
import io.landfall.model.ErrorCode;
import io.landfall.model.TileFormat;
import io.landfall.model.tile.TileImage;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Tiles and what maps need beside them, below the path of a project, scene, tool or export. Who
 * shows a token is let in by it, else the signature of the address counts.
 */
public final class TileRoutes extends AllDirectives {
  /** What lies below the path of a layer. */
  static final Set<String> PATHS = Set.of("tiles", "tilejson.json", "wmts", "point", "statistics");

  private static final Map<TileFormat, ContentType> TYPES = types();

  private final TilePorts ports;
  private final TileLayers layers;
  private final LayerCallers callers;
  private final LayerPages pages;
  private final RequestRate rate;

  TileRoutes(
      TilePorts ports,
      TileLayers layers,
      LayerCallers callers,
      LayerPages pages,
      RequestRate rate) {
    this.ports = ports;
    this.layers = layers;
    this.callers = callers;
    this.pages = pages;
    this.rate = rate;
  }

  /** The routes below {@code /v1}. */
  public Route routes() {
    return pathPrefix(
        segment().slash(segment()),
        (plural, id) ->
            LayerKind.find(plural)
                .map(kind -> ofLayer(new LayerTarget(kind, id)))
                .orElseGet(this::reject));
  }

  private Route ofLayer(LayerTarget target) {
    return concat(
        pathPrefix(
            "tiles",
            () ->
                pathPrefix(
                    segment().slash(segment()),
                    (z, x) ->
                        path(
                            segment(),
                            file -> get(() -> tile(target, TilePath.parse(z, x, file)))))),
        page(target, "tilejson.json", LayerPages.TILEJSON_PARAMETERS, pages::tileJson),
        page(target, "wmts", LayerPages.WMTS_PARAMETERS, pages::wmts),
        page(target, "point", LayerPages.POINT_PARAMETERS, pages::point),
        page(target, "statistics", LayerPages.STATISTICS_PARAMETERS, pages::statistics));
  }

  private Route tile(LayerTarget target, TilePath path) {
    return answer(target, Set.of(), (request, query, layer) -> tile(request, layer, path));
  }

  /** Makes an answer from a layer, and a query that has what only this path has. */
  interface LayerPage {
    CompletionStage<HttpResponse> make(HttpRequest request, LayerQuery query, ShownLayer layer);
  }

  private Route page(LayerTarget target, String name, Set<String> own, LayerPage page) {
    return path(name, () -> get(() -> answer(target, own, page)));
  }

  private Route answer(LayerTarget target, Set<String> own, LayerPage page) {
    return extractRequest(
        request -> {
          LayerQuery query = LayerQuery.read(request, target.kind(), own);
          Function<ShownLayer, CompletionStage<HttpResponse>> make =
              layer -> page.make(request, query, layer);
          boolean signed =
              query.signature() != null && request.getHeader("Authorization").isEmpty();
          if (signed) {
            TemplateTerms terms = layers.terms(target, query);
            Allowance allowance = take(terms.reader());
            return completeWithFuture(
                finish(target, allowance, layers.findSigned(target, query, terms), make));
          }
          return callers
              .authentication()
              .requireScope(
                  target.kind().scope(),
                  reader -> {
                    Allowance allowance = take(reader);
                    return completeWithFuture(
                        finish(target, allowance, layers.find(target, query, reader), make));
                  });
        });
  }

  private CompletionStage<HttpResponse> finish(
      LayerTarget target,
      Allowance allowance,
      CompletionStage<ShownLayer> found,
      Function<ShownLayer, CompletionStage<HttpResponse>> make) {
    return found
        .thenCompose(make)
        .thenApply(
            answer ->
                HttpResponses.withHeader(allowance.on(answer), "Referrer-Policy", "no-referrer"))
        .exceptionally(
            thrown -> {
              throw new CompletionException(LayerProblems.ofLayer(target, thrown));
            });
  }

  /** Counts a request, whatever comes of it. */
  private Allowance take(Principal reader) {
    Allowance allowance = rate.take(reader.user());
    if (allowance.isExceeded()) {
      throw allowance.on(
          new ApiProblem(
              429,
              ErrorCode.TOO_MANY_REQUESTS.slug(),
              String.format(
                  Locale.ROOT,
                  "Cannot answer more than %d requests of maps a minute of one user. Ask again in"
                      + " %d s.",
                  allowance.most(),
                  allowance.seconds())));
    }
    return allowance;
  }

  /** Nobody is told that he has a tile before it is known which files it is of. */
  private CompletionStage<HttpResponse> tile(HttpRequest request, ShownLayer layer, TilePath path) {
    return layer
        .describe(ports.tiles())
        .thenCompose(
            description -> {
              String version = layer.version(description);
              String etag = LayerAnswers.etag(version, path.variant());
              if (LayerAnswers.isKnown(request, etag)) {
                return CompletableFuture.completedStage(
                    LayerAnswers.notModified(layer, version, etag));
              }
              if (!TileBounds.overlap(path.address(), description.bounds())) {
                throw TilePath.unknown(
                    "Cannot show this tile: it lies outside the layer. Its bounds are in"
                        + " tilejson.json.");
              }
              return ports
                  .tiles()
                  .tile(
                      layer.layer(),
                      path.address(),
                      path.size(),
                      path.format(),
                      ClientPresence.of(request))
                  .thenCompose(image -> kept(image(image), layer, version, etag));
            });
  }

  /** The files may have changed since they were described: the tile is of those of now then. */
  private CompletionStage<HttpResponse> kept(
      HttpResponse answer, ShownLayer layer, String version, String etag) {
    return ports
        .tiles()
        .describe(layer.layer())
        .thenApply(
            now ->
                layer.version(now).equals(version)
                    ? LayerAnswers.kept(answer, layer, version, etag)
                    : LayerAnswers.notKept(answer));
  }

  private static HttpResponse image(Optional<TileImage> image) {
    return image
        .map(
            one ->
                HttpResponse.create()
                    .withEntity(
                        HttpEntities.create(
                            TYPES.get(one.format()), ByteString.fromArrayUnsafe(one.bytes()))))
        .orElseGet(() -> HttpResponse.create().withStatus(StatusCodes.NO_CONTENT));
  }

  private static Map<TileFormat, ContentType> types() {
    Map<TileFormat, ContentType> types = new EnumMap<>(TileFormat.class);
    for (TileFormat format : TileFormat.values()) {
      types.put(format, ContentTypes.parse(format.mediaType()));
    }
    return types;
  }
}
