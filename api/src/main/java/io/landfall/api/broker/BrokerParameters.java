package io.landfall.api.broker;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.MediaType;
import io.landfall.api.http.HttpResponses;
import io.landfall.api.http.QueryTimes;
import io.landfall.api.http.RequestBodyReader;
import io.landfall.api.json.ApiProblem;
import io.landfall.index.geo.SearchArea;
import io.landfall.index.query.TimeRange;
import io.landfall.model.PlainText;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.locationtech.jts.geom.Geometry;

/**
 * What a caller wrote into the query or a form; the form goes first, and of one name the first
 * value counts. What is not known is passed over, as it always was, and {@link #warnings} say so.
 * Texts of refusals are those that clients know; why stands among the errors of the JSON problem.
 */
final class BrokerParameters {
  private static final Set<String> TRUE_VALUES = Set.of("1", "t", "T", "TRUE", "true", "True");
  private static final int MAX_BBOX_NUMBERS = 6;
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(?:\\d++\\.?\\d*+|\\.\\d++)(?:[eE][+-]?\\d{1,3})?");
  private static final int MAX_SHOWN = 200;

  private static final Set<String> FALSE_VALUES =
      Set.of("", "0", "f", "F", "FALSE", "false", "False");
  private static final int MOST_WARNED = 5;

  private final Map<String, String> values;
  private final List<String> warnings;

  private BrokerParameters(
      Map<String, String> values, Set<String> known, Set<String> again, List<String> ofBody) {
    this.values = values;
    this.warnings =
        Stream.of(
                values.keySet().stream()
                    .filter(name -> !known.contains(name) && !name.isEmpty())
                    .map(
                        name ->
                            "a parameter is not known and was passed over: "
                                + PlainText.shortened(name, MAX_SHOWN)),
                again.stream()
                    .filter(known::contains)
                    .map(name -> "the first value counts of a parameter that comes twice: " + name),
                Optional.ofNullable(values.get("tides")).stream()
                    .filter(text -> !TRUE_VALUES.contains(text) && !FALSE_VALUES.contains(text))
                    .map(text -> "the value of tides is neither true nor false: taken for false"),
                ofBody.stream())
            .flatMap(all -> all)
            .limit(MOST_WARNED)
            .toList();
  }

  /** Returns what was not heeded of what the caller wrote. */
  List<String> warnings() {
    return warnings;
  }

  /**
   * Reads query and body.
   *
   * @param known what is read of them here
   */
  static CompletionStage<BrokerParameters> of(
      HttpRequest request, Set<String> known, RequestBodyReader bodies, ActorSystem<?> system) {
    Set<String> again = new LinkedHashSet<>();
    Map<String, String> query = decoded(request.getUri().rawQueryString().orElse(""), again);
    HttpEntity entity = request.entity();
    MediaType type = entity.getContentType().mediaType();
    if (type.isMultipart()) {
      throw new ApiProblem(
          415,
          "unsupported-media-type",
          "Cannot read a body of type %s. Send application/x-www-form-urlencoded."
              .formatted(entity.getContentType()));
    }
    if (!type.subType().equals("x-www-form-urlencoded")) {
      request.discardEntityBytes(system);
      List<String> ofBody =
          entity.isKnownEmpty() ? List.of() : List.of("a body that is no form was passed over");
      return CompletableFuture.completedFuture(new BrokerParameters(query, known, again, ofBody));
    }
    return bodies
        .readForm(request)
        .thenApply(
            form -> {
              Map<String, String> all = decoded(new String(form, StandardCharsets.UTF_8), again);
              query.forEach((name, value) -> putFirst(all, name, value, again));
              return new BrokerParameters(all, known, again, List.of());
            });
  }

  private static void putFirst(
      Map<String, String> values, String name, String value, Set<String> again) {
    if (values.putIfAbsent(name, value) != null) {
      again.add(name);
    }
  }

  private static Map<String, String> decoded(String text, Set<String> again) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String pair : text.split("&")) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
      putFirst(values, decode(name), value, again);
    }
    return values;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw invalid(
          "A parameter is invalid: a % stands without two hexadecimal digits after it", "", "");
    }
  }

  /** Returns a value; empty also where it is. */
  Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
  }

  boolean tides() {
    return text("tides").filter(TRUE_VALUES::contains).isPresent();
  }

  /** Reads {@code bbox}; {@code null}: the world. */
  Geometry area() {
    String text = text("bbox").orElse(null);
    if (text == null) {
      return null;
    }
    String message = "The bbox value of %s is invalid";
    String[] parts = text.split(",", MAX_BBOX_NUMBERS + 2);
    if (parts.length > MAX_BBOX_NUMBERS
        || !Arrays.stream(parts).allMatch(p -> NUMBER.matcher(p).matches())) {
      throw invalid(message, text, "give west,south,east,north in degrees.");
    }
    try {
      double[] numbers = Arrays.stream(parts).mapToDouble(Double::parseDouble).toArray();
      return SearchArea.ofBbox(normalizedBbox(numbers));
    } catch (IllegalArgumentException e) {
      throw invalid(message, text, e.getMessage());
    }
  }

  /** Maps go on around the Earth and beyond the poles, and send what they show. */
  private static double[] normalizedBbox(double[] numbers) {
    boolean known = numbers.length == 4 || numbers.length == 6;
    if (!known || !Arrays.stream(numbers).allMatch(Double::isFinite)) {
      return numbers; // which is refused
    }
    int second = numbers.length / 2;
    double[] wrapped = numbers.clone();
    boolean world = numbers[second] - numbers[0] >= 360;
    wrapped[0] = world ? -180 : wrapLongitude(numbers[0]);
    wrapped[second] = world ? 180 : wrapLongitude(numbers[second]);
    wrapped[1] = Math.max(-90, Math.min(90, numbers[1]));
    wrapped[second + 1] = Math.max(-90, Math.min(90, numbers[second + 1]));
    return wrapped;
  }

  private static double wrapLongitude(double longitude) {
    return Math.abs(longitude) <= 180 || Math.abs(longitude) > 100_000
        ? longitude
        : longitude - 360 * Math.rint(longitude / 360);
  }

  /** Reads {@code cloudCover}, percent. */
  Optional<Double> cloudCover() {
    return text("cloudCover")
        .map(
            text -> {
              double value = NUMBER.matcher(text).matches() ? Double.parseDouble(text) : -1;
              if (value < 0 || value > 100) {
                throw invalid(
                    "Cloud Cover value of %s is invalid.", text, "give a number from 0 to 100.");
              }
              return value;
            });
  }

  /** Reads {@code acquiredDate} or {@code maxAcquiredDate}. */
  Optional<Instant> instant(String name) {
    return text(name)
        .map(
            text -> {
              try {
                return TimeRange.parseInstant(QueryTimes.withPlus(text));
              } catch (IllegalArgumentException e) {
                throw invalid("Acquired date value of %s is invalid.", text, e.getMessage());
              }
            });
  }

  /** Reads {@code limit}. */
  int limit(int defaultLimit, int maxLimit) {
    return text("limit")
        .map(
            text -> {
              int value = text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
              if (value < 1 || value > maxLimit) {
                throw invalid(
                    "The limit value of %s is invalid",
                    text, "give a whole number from 1 to %d.".formatted(maxLimit));
              }
              return value;
            })
        .orElse(defaultLimit);
  }

  /** Writes those that are {@code named} and not empty as a query, to ask again. */
  StringBuilder toQuery(List<String> named) {
    StringBuilder query = new StringBuilder();
    for (String name : named) {
      text(name)
          .ifPresent(
              value ->
                  query
                      .append(query.isEmpty() ? "?" : "&")
                      .append(name)
                      .append('=')
                      .append(HttpResponses.urlEncode(value)));
    }
    return query;
  }

  /** Makes a refusal: {@code message} with the value, which may have been meant badly. */
  static ApiProblem invalid(String message, String value, String reason) {
    String shown = PlainText.shortened(value, MAX_SHOWN);
    String detail = message.contains("%s") ? message.formatted(shown) : message;
    return new ApiProblem(
        400,
        "parameter-invalid",
        detail.replaceAll("\\p{Cntrl}", "?"),
        reason.isEmpty() ? List.of() : List.of(new ApiProblem.FieldError("", reason)));
  }
}
