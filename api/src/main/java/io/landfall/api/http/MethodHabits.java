package io.landfall.api.http;

import akka.actor.ClassicActorSystemProvider;
import akka.http.javadsl.model.AttributeKey;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.stream.javadsl.Sink;
import akka.util.ByteString;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What all paths have in common, whatever lies there: HEAD is a GET without its body, OPTIONS tells
 * the methods, and a slash at the end of a path changes nothing.
 */
public final class MethodHabits {
  /** A GET that does something: what asks by HEAD whether a page is there must not do it. */
  private static final Pattern ACTIONS_BY_GET = Pattern.compile("/ingest/(start|cancel)/?+");

  private static final AttributeKey<Boolean> HEAD = AttributeKey.create("head", Boolean.class);

  private MethodHabits() {}

  /** Returns whether only the head of the answer to a GET is wanted. */
  public static boolean isHead(HttpRequest request) {
    return request.getAttribute(HEAD).orElse(false);
  }

  /** Returns a request as the routes know it: GET for HEAD, and no slash at the path's end. */
  public static HttpRequest normalize(HttpRequest request) {
    String path = request.getUri().path();
    HttpRequest plain =
        path.endsWith("/")
            ? request.withUri(request.getUri().path(withoutTrailingSlash(path)))
            : request;
    return request.method().equals(HttpMethods.HEAD) && isHeadServed(request)
        ? plain.withMethod(HttpMethods.GET).removeHeader("Range").addAttribute(HEAD, true)
        : plain;
  }

  /** Returns a path without the slash at its end; of {@code /} alone it stays. */
  public static String withoutTrailingSlash(String path) {
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  /** Returns the answer to a request, from the answer of the routes to its path. */
  public static HttpResponse adapt(
      HttpRequest request, HttpResponse response, ClassicActorSystemProvider system) {
    if (response.status().intValue() == StatusCodes.METHOD_NOT_ALLOWED.intValue()) {
      Set<String> allowed = allowedMethods(request, response);
      HttpResponse told = response.removeHeader("Allow");
      told = HttpResponses.withHeader(told, "Allow", String.join(", ", allowed));
      if (request.method().equals(HttpMethods.OPTIONS)) {
        return told.withStatus(StatusCodes.OK).withEntity(HttpEntities.EMPTY);
      }
      return withoutBody(request, told, system);
    }
    return withoutBody(request, response, system);
  }

  private static Set<String> allowedMethods(HttpRequest request, HttpResponse response) {
    Set<String> allowed = new LinkedHashSet<>();
    String served = response.getHeader("Allow").map(HttpHeader::value).orElse("");
    for (String listed : served.split(",")) {
      String method = listed.strip();
      allowed.add(method);
      if (method.equals("GET") && isHeadServed(request)) {
        allowed.add("HEAD");
      }
    }
    allowed.add("OPTIONS");
    return allowed;
  }

  private static boolean isHeadServed(HttpRequest request) {
    return !ACTIONS_BY_GET.matcher(request.getUri().path()).matches();
  }

  /** A body that is a stream is cancelled before it begins, so that what it holds is let go. */
  private static HttpResponse withoutBody(
      HttpRequest request, HttpResponse response, ClassicActorSystemProvider system) {
    if (!request.method().equals(HttpMethods.HEAD)) {
      return response;
    }
    var entity = response.entity();
    Optional<Long> length =
        entity.getContentLengthOption().isPresent()
            ? Optional.of(entity.getContentLengthOption().getAsLong())
            : Optional.empty();
    if (!entity.isStrict()) {
      entity.getDataBytes().runWith(Sink.cancelled(), system);
    }
    HttpResponse head =
        response.withEntity(
            HttpEntities.create(entity.getContentType(), ByteString.emptyByteString()));
    boolean hasBody = response.status().allowsEntity();
    return length.isPresent() && hasBody
        ? head.addHeader(new HeadContentLength(length.get()))
        : head;
  }
}
