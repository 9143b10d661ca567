package io.landfall.api.tiles;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import io.landfall.api.edge.ClientPresence;
import io.landfall.api.http.ApiSettings;
import io.landfall.api.http.HttpResponses;
import io.landfall.api.http.PageCursors;
import io.landfall.api.http.TokenStore.Principal;
import io.landfall.api.http.TokenStore.TokenScope;
import io.landfall.api.tiles.TemplateSigner.TemplateTerms;
import io.landfall.export.MapTiles;
import io.landfall.model.ExportFailure;
import io.landfall.model.TileFormat;
import io.landfall.model.tile.LayerDescription;
import io.landfall.model.tile.LonLatBounds;
import io.landfall.model.tile.TileSize;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** What maps need beside tiles: TileJSON, WMTS capabilities, values, histograms. */
final class LayerPages {
  static final Set<String> TILEJSON_PARAMETERS = Set.of("format", "scale");
  static final Set<String> POINT_PARAMETERS = Set.of("lon", "lat");
  static final Set<String> STATISTICS_PARAMETERS = Set.of("bbox");

  /** What clients of WMTS add on their own, in any letters. */
  static final Set<String> WMTS_PARAMETERS =
      Set.of(
          "service",
          "request",
          "SERVICE",
          "REQUEST",
          "VERSION",
          "Service",
          "Request",
          "Version",
          "AcceptVersions",
          "acceptversions",
          "ACCEPTVERSIONS");

  private final TilePorts ports;
  private final MapSettings mapSettings;
  private final ApiSettings settings;

  LayerPages(TilePorts ports, MapSettings mapSettings, ApiSettings settings) {
    this.ports = ports;
    this.mapSettings = mapSettings;
    this.settings = settings;
  }

  /** Answers with TileJSON 3.0, whose addresses need no token. */
  CompletionStage<HttpResponse> tileJson(HttpRequest request, LayerQuery query, ShownLayer layer) {
    TileFormat format = format(query);
    TileSize size = size(query);
    return layer
        .describe(tiles())
        .thenApply(
            description ->
                HttpResponses.json(
                    200,
                    new TileJson(layer, description, mapSettings.attribution())
                        .write(signed(request, layer, description), format, size)));
  }

  /** Answers with the capabilities of a WMTS, whose addresses need no token. */
  CompletionStage<HttpResponse> wmts(HttpRequest request, LayerQuery query, ShownLayer layer) {
    checkWmts(query);
    return layer
        .describe(tiles())
        .thenApply(
            description ->
                HttpResponse.create()
                    .withEntity(
                        HttpEntities.create(
                            ContentTypes.parse("application/xml; charset=UTF-8"),
                            new WmtsCapabilities(layer, description, tiles().formats())
                                .write(signed(request, layer, description)))));
  }

  /** Answers with the values under a point. */
  CompletionStage<HttpResponse> point(HttpRequest request, LayerQuery query, ShownLayer layer) {
    double lon = coordinate(query, "lon", 180);
    double lat = coordinate(query, "lat", 90);
    return tiles()
        .point(layer.layer(), lon, lat, ClientPresence.of(request))
        .thenApply(values -> HttpResponses.json(200, LayerValuesJson.of(values)));
  }

  /** Answers with the histograms of an area. */
  CompletionStage<HttpResponse> statistics(
      HttpRequest request, LayerQuery query, ShownLayer layer) {
    LonLatBounds area = query.own().containsKey("bbox") ? bounds(query.own().get("bbox")) : null;
    return tiles()
        .statistics(layer.layer(), area, ClientPresence.of(request))
        .thenApply(bands -> HttpResponses.json(200, LayerValuesJson.of(area, bands)));
  }

  private MapTiles tiles() {
    return ports.tiles();
  }

  /** Addresses are of the version that is shown; their end is that of a signature at hand. */
  private SignedLayer signed(HttpRequest request, ShownLayer layer, LayerDescription description) {
    LayerQuery named = layer.query().withVersion(layer.version(description));
    TemplateTerms terms = layer.terms();
    if (terms == null) {
      terms = terms(request, layer);
    }
    String signature = ports.signer().sign(TileLayers.signedPart(layer.target(), named), terms);
    String url =
        "%s/v1/%s/%s"
            .formatted(
                HttpResponses.baseUrl(settings, request),
                layer.target().kind().plural(),
                HttpResponses.urlEncode(layer.target().id()));
    return new SignedLayer(
        url, "?" + named.canonical() + "&" + LayerQuery.SIGNATURE + "=" + signature, terms.end());
  }

  /** An address may do no more than show this layer, and no longer than its token may. */
  private TemplateTerms terms(HttpRequest request, ShownLayer layer) {
    Principal reader = layer.reader();
    TokenScope scope =
        reader.isAllowed(TokenScope.ADMIN) ? TokenScope.ADMIN : layer.target().kind().scope();
    Instant end = ports.signer().end(mapSettings.templateLifetime());
    Instant ofToken = LayerCallers.endOfToken(request).orElse(end);
    return new TemplateTerms(
        new Principal(reader.user(), reader.organization(), Set.of(scope.value())),
        LayerCallers.tokenOf(request),
        ofToken.isBefore(end) ? ofToken : end);
  }

  private static TileFormat format(LayerQuery query) {
    String text = query.own().getOrDefault("format", "png");
    return TileFormat.find(text)
        .orElseThrow(() -> PageCursors.badParameter("format", "give png, jpg or webp."));
  }

  private static TileSize size(LayerQuery query) {
    return switch (query.own().getOrDefault("scale", "1")) {
      case "1" -> TileSize.NORMAL;
      case "2" -> TileSize.DOUBLE;
      default -> throw PageCursors.badParameter("scale", "give 1 or 2.");
    };
  }

  private static void checkWmts(LayerQuery query) {
    query
        .own()
        .forEach(
            (name, value) -> {
              String wanted = name.toLowerCase(Locale.ROOT);
              boolean good =
                  switch (wanted) {
                    case "service" -> value.equalsIgnoreCase("WMTS");
                    case "request" -> value.equalsIgnoreCase("GetCapabilities");
                    default -> value.contains("1.0.0");
                  };
              if (!good) {
                throw PageCursors.badParameter(
                    name,
                    "this is the capabilities of a WMTS 1.0.0; its tiles are at the addresses in"
                        + " it.");
              }
            });
  }

  private static double coordinate(LayerQuery query, String name, double most) {
    String text = query.own().get(name);
    double value = text == null ? Double.NaN : number(text);
    if (!(Math.abs(value) <= most)) {
      throw PageCursors.badParameter(
          name, String.format(Locale.ROOT, "give degrees, %.0f to %.0f, in WGS 84.", -most, most));
    }
    return value;
  }

  private static LonLatBounds bounds(String text) {
    String[] parts = text.split(",", 5);
    double[] numbers = new double[4];
    for (int i = 0; i < 4; i++) {
      numbers[i] = parts.length == 4 ? number(parts[i].strip()) : Double.NaN;
    }
    double east = numbers[2] < numbers[0] ? numbers[2] + 360 : numbers[2];
    boolean inRange = Math.abs(numbers[0]) <= 180 && Math.abs(numbers[2]) <= 180;
    try {
      if (inRange) {
        return new LonLatBounds(numbers[0], numbers[1], east, numbers[3]);
      }
    } catch (ExportFailure invalid) {
      // said below
    }
    throw PageCursors.badParameter(
        "bbox",
        "give WEST,SOUTH,EAST,NORTH in degrees of WGS 84, with an area; WEST above EAST crosses the"
            + " antimeridian.");
  }

  private static double number(String text) {
    try {
      return text.length() > 40 ? Double.NaN : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
