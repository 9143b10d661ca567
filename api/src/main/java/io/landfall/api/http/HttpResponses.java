package io.landfall.api.http;

import akka.http.javadsl.model.AttributeKey;
import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaRange;
import akka.http.javadsl.model.MediaType;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.Uri;
import akka.http.javadsl.model.headers.Accept;
import akka.http.javadsl.model.headers.RawHeader;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.api.json.ApiProblem;
import io.landfall.api.json.Json;
import io.landfall.api.proxy.TrustedProxies;
import io.landfall.model.ErrorCode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What answers have in common. */
public final class HttpResponses {
  private HttpResponses() {}

  /** Answers with JSON. */
  public static HttpResponse json(int status, JsonNode body) {
    return json(status, ContentTypes.APPLICATION_JSON, body);
  }

  /** Answers with JSON that is written while it is sent, as large as it may be. */
  public static HttpResponse json(Source<ByteString, ?> body) {
    return HttpResponse.create()
        .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, body));
  }

  /** Answers with JSON of a kind: GeoJSON, a schema. */
  public static HttpResponse json(int status, ContentType type, JsonNode body) {
    return HttpResponse.create()
        .withStatus(StatusCodes.get(status))
        .withEntity(HttpEntities.create(type, Json.toBytes(body)));
  }

  /** Returns what stands before paths in links: the configured URL, else the caller's own. */
  public static String baseUrl(ApiSettings settings, HttpRequest request) {
    if (!settings.externalUrl().isEmpty()) {
      return settings.externalUrl();
    }
    Uri uri = request.getUri();
    String host = uri.host().address();
    String shown = host.contains(":") ? "[" + host + "]" : host;
    boolean standard = uri.port() == (uri.getScheme().equals("https") ? 443 : 80);
    String port = uri.port() > 0 && !standard ? ":" + uri.port() : "";
    String site = host.isEmpty() ? "" : uri.getScheme() + "://" + shown + port;
    return site + TrustedProxies.prefix(request);
  }

  /** Returns what stands before a path on its host: empty, or it begins with a slash. */
  public static String pathPrefix(ApiSettings settings, HttpRequest request) {
    return settings.externalUrl().isEmpty()
        ? TrustedProxies.prefix(request)
        : URI.create(settings.externalUrl()).getRawPath();
  }

  /** Throws 406 when the caller takes no JSON. */
  public static void requireJsonAccepted(HttpRequest request) {
    requireAccepted(request, MediaTypes.APPLICATION_JSON);
  }

  /**
   * Throws 406 when the caller takes neither one of the types nor plain JSON. Of what is removed no
   * answer has more to say than a problem: generated clients name that alone.
   */
  public static void requireAccepted(HttpRequest request, MediaType... types) {
    Optional<Accept> accept = request.getHeader(Accept.class);
    boolean isRemoval = request.method().equals(HttpMethods.DELETE);
    if (accept.isPresent()
        && !(isRemoval && accepts(accept.get(), Json.PROBLEM_JSON.mediaType()))
        && Arrays.stream(types).noneMatch(type -> accepts(accept.get(), type))
        && !accepts(accept.get(), MediaTypes.APPLICATION_JSON)) {
      throw new ApiProblem(
          406, "not-acceptable", "Cannot answer in what Accept names: the answer is JSON.");
    }
  }

  /** Tells whether the caller names JSON, and does not just take anything. */
  public static boolean isJsonRequested(HttpRequest request) {
    return weight(request, "json") > 0;
  }

  /** Tells whether the caller names HTML, as browsers do. */
  public static boolean isHtmlRequested(HttpRequest request) {
    return weight(request, "html") > 0;
  }

  /** Tells whether the caller would rather have HTML than JSON; of what he names alike, JSON. */
  public static boolean isHtmlPreferred(HttpRequest request) {
    return weight(request, "html") > weight(request, "json");
  }

  /** Returns how much the caller likes a kind of types, 0 to 1; 0 where he does not name it. */
  private static double weight(HttpRequest request, String kind) {
    return request
        .getHeader(Accept.class)
        .map(Accept::getMediaRanges)
        .map(ranges -> StreamSupport.stream(ranges.spliterator(), false))
        .orElse(Stream.empty())
        .filter(range -> range.toString().contains(kind))
        .mapToDouble(MediaRange::qValue)
        .max()
        .orElse(0);
  }

  /** Tells whether the caller names this very type, parameters and all. */
  public static boolean isRequested(HttpRequest request, ContentType type) {
    String accept = request.getHeader("Accept").map(HttpHeader::value).orElse("");
    return accept.replace(" ", "").contains(type.toString().replace(" ", ""));
  }

  private static boolean accepts(Accept accept, MediaType type) {
    return StreamSupport.stream(accept.getMediaRanges().spliterator(), false)
        .anyMatch(range -> range.matches(type) && range.qValue() > 0);
  }

  /** Tells whether {@code If-None-Match} holds {@code etag} (with its quotes). */
  public static boolean matchesIfNoneMatch(HttpRequest request, String etag) {
    for (HttpHeader header : request.getHeaders()) {
      if (header.is("if-none-match")) { // a list may come in several
        for (String one : header.value().split(",")) {
          String known = one.trim();
          if (known.equals("*") || known.equals(etag) || known.equals("W/" + etag)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /**
   * Checks that {@code If-Match}, if there is one, holds {@code etag} (with its quotes). Weak tags
   * match nothing (RFC 9110, 13.1.1).
   *
   * @throws ApiProblem 412
   */
  public static void checkIfMatch(HttpRequest request, String etag) {
    List<String> wanted = new ArrayList<>();
    for (HttpHeader header : request.getHeaders()) {
      if (header.is("if-match")) { // a list may come in several
        Arrays.stream(header.value().split(",")).map(String::strip).forEach(wanted::add);
      }
    }
    if (!wanted.isEmpty() && !wanted.contains("*") && !wanted.contains(etag)) {
      throw new ApiProblem(
          412,
          ErrorCode.VERSION_CHANGED.slug(),
          "Cannot serve the file: it is %s now, which is none of those that If-Match names. Begin anew, without that header."
              .formatted(etag));
    }
  }

  /** Encodes a text for a path segment or a query. */
  public static String urlEncode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Adds a header. */
  public static HttpResponse withHeader(HttpResponse response, String name, String value) {
    return response.addHeader(RawHeader.create(name, value));
  }

  /** Adds a header that the answer does not yet have. */
  public static HttpResponse withHeaderIfAbsent(HttpResponse response, String name, String value) {
    return response.getHeader(name).isPresent() ? response : withHeader(response, name, value);
  }

  /**
   * Wants to know whether a client has got an answer: the attribute {@link #KEY} of an answer whose
   * body is streamed. The client says so by another request, by closing the connection in order, or
   * by keeping it for a while when all was sent. Called by any thread.
   */
  public interface AnswerReceipt {
    AttributeKey<AnswerReceipt> KEY = AttributeKey.create("receipt", AnswerReceipt.class);

    /**
     * The client has all that was given to the connection.
     *
     * @return whether that is the whole answer; else this is called again
     */
    boolean confirm();

    /** The connection broke off: what of the answer the client has got is unknown. */
    void lose();
  }
}
