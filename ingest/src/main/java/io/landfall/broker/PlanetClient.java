package io.landfall.broker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.broker.UpstreamClient.UpstreamException;
import io.landfall.broker.UpstreamClient.UpstreamResponse;
import io.landfall.http.Backoff;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Planet's data API, version 1. Stages fail with {@link BrokerFailure} alone; Planet's own words
 * are not passed on in one, for they may hold what was sent.
 */
final class PlanetClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<Integer, String> REASONS =
      Map.ofEntries(
          Map.entry(400, "Bad Request"),
          Map.entry(401, "Unauthorized"),
          Map.entry(402, "Payment Required"),
          Map.entry(403, "Forbidden"),
          Map.entry(404, "Not Found"),
          Map.entry(405, "Method Not Allowed"),
          Map.entry(409, "Conflict"),
          Map.entry(410, "Gone"),
          Map.entry(422, "Unprocessable Entity"),
          Map.entry(429, "Too Many Requests"),
          Map.entry(500, "Internal Server Error"),
          Map.entry(502, "Bad Gateway"),
          Map.entry(503, "Service Unavailable"),
          Map.entry(504, "Gateway Timeout"));

  private final URI root;
  private final UpstreamClient upstream;

  PlanetClient(URI root, UpstreamClient upstream) {
    this.root = root;
    this.upstream = upstream;
  }

  /** Begins a search. */
  CompletionStage<JsonNode> search(PlanetItemType type, PlanetQuery query, PlanetKey key) {
    var request =
        request("/data/v1/quick-search", key)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(query.body(type).toString()));
    return json(request, "Failed to discover scenes from Planet API");
  }

  /** Gets a later page of a search. */
  CompletionStage<JsonNode> page(URI page, PlanetKey key) {
    return json(authorized(page, key), "Failed to discover scenes from Planet API");
  }

  /** Gets a scene. */
  CompletionStage<JsonNode> item(PlanetItemType type, String id, PlanetKey key) {
    return json(request(path(type, id), key), "Failed to find metadata for scene " + id);
  }

  /** Gets the files of a scene; the slash at the end spares a redirect. */
  CompletionStage<JsonNode> assets(PlanetItemType type, String id, PlanetKey key) {
    return json(
        request(path(type, id) + "/assets/", key),
        "Failed to get asset information for scene " + id);
  }

  /** Asks for a file to be made ready; gives Planet's answer. */
  CompletionStage<UpstreamResponse> activate(URI link, PlanetKey key) {
    String what = "Failed to activate Planet Labs scene";
    return send(authorized(link, key).POST(BodyPublishers.noBody()), what)
        .thenApply(
            response -> {
              if (!response.isSuccess()) {
                int status = response.status() < 400 ? 502 : response.status();
                throw new BrokerFailure(status, what + ": " + reason(response.status()))
                    .retryAfter(response.retryAfter());
              }
              return response;
            });
  }

  /** Returns a URL that Planet gave, if it is one of Planet's API: the key goes there. */
  Optional<URI> trustedUrl(String url) {
    try {
      URI uri = root.resolve(url);
      boolean same =
          uri.getScheme().equals(root.getScheme())
              && root.getRawAuthority().equalsIgnoreCase(uri.getRawAuthority())
              && uri.getRawPath().startsWith(root.getRawPath() + "/data/v1/")
              && uri.normalize().equals(uri)
              && !uri.getRawPath().contains("%");
      return same ? Optional.of(uri) : Optional.empty();
    } catch (IllegalArgumentException | NullPointerException e) {
      return Optional.empty(); // not a URL at all
    }
  }

  /** Writes one of Planet's URLs so that a caller can come back with it. */
  static String encodeCursor(URI page) {
    String query = page.getRawQuery() == null ? "" : "?" + page.getRawQuery();
    byte[] bytes = (page.getRawPath() + query).getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Reads what {@link #encodeCursor} wrote; empty: it did not. */
  Optional<URI> page(String cursor) {
    try {
      return trustedUrl(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String path(PlanetItemType type, String id) {
    if (id.isBlank() || id.matches("\\.+")) { // a server takes it for a folder
      throw new BrokerFailure(
          404, "Failed to find metadata for scene %s: 404 Not Found".formatted(id));
    }
    return "/data/v1/item-types/%s/items/%s"
        .formatted(
            type.planetName(), URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20"));
  }

  private HttpRequest.Builder request(String path, PlanetKey key) {
    return authorized(URI.create(root + path), key);
  }

  private static HttpRequest.Builder authorized(URI uri, PlanetKey key) {
    return HttpRequest.newBuilder(uri).header("Authorization", key.authorization());
  }

  private CompletionStage<JsonNode> json(HttpRequest.Builder request, String what) {
    return send(request, what)
        .thenApply(
            response -> {
              checkStatus(response, what);
              try {
                JsonNode json = JSON.readTree(response.body());
                if (json != null && json.isObject()) {
                  return json;
                }
              } catch (IOException e) {
                // reported below, without what stood there
              }
              throw new BrokerFailure(502, what + ": Planet Labs returned no JSON object.");
            });
  }

  private CompletableFuture<UpstreamResponse> send(HttpRequest.Builder request, String what) {
    return upstream
        .send(request)
        .exceptionally(
            thrown -> {
              UpstreamException failure = (UpstreamException) Backoff.unwrap(thrown);
              String message =
                  what + ": Planet Labs gave no answer, " + failure.error().message() + ".";
              throw switch (failure.error()) {
                case TIMEOUT -> new BrokerFailure(504, message);
                case UNREACHABLE, TOO_LARGE -> new BrokerFailure(502, message);
                case TOO_MANY_CALLS -> new BrokerFailure(503, message).retryAfter(Optional.of("2"));
              };
            });
  }

  private static void checkStatus(UpstreamResponse response, String what) {
    int status = response.status();
    if (response.isSuccess()) {
      return;
    }
    if (status == 401 || status == 403) {
      throw new BrokerFailure(
          status,
          "Specified API key is invalid or has inadequate permissions. (%s) "
              .formatted(reason(status)));
    }
    int ours = status >= 500 ? 500 : status >= 400 ? status : 502;
    throw new BrokerFailure(ours, what + ": " + reason(status)).retryAfter(response.retryAfter());
  }

  private static String reason(int status) {
    return REASONS.containsKey(status) ? status + " " + REASONS.get(status) : "" + status;
  }
}
