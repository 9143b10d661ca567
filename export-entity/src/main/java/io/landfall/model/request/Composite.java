package io.landfall.model.request;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.algebra.AlgebraTool;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;

/**
 * How the scenes of a mosaic become one, pixel by pixel, of those that have data there in all
 * bands.
 *
 * @param percentile of that method, 0 to 100; {@code null}: of others
 * @param date of that method, as {@code 2024-06-01T12:00:00Z}; {@code null}: of others
 * @param score the expression of {@link CompositeMethod#BEST}, of bands of the same scenes; {@code
 *     null}: of others
 * @param scoreName what the person called it; {@code null}: a tree without a name, or of others
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Composite(
    CompositeMethod method, Double percentile, String date, AlgebraTool score, String scoreName) {
  private static final String PERCENTILE = "percentile:";
  private static final String DATE = "best:date:";
  private static final String CLOUD = "best:cloud";
  private static final String BEST = "best:";
  private static final String FORMS =
      "first, last, median, mean, min, max, percentile:P, best:TOOL, best:cloud or best:date:DATE";

  public Composite {
    if (method == CompositeMethod.PERCENTILE
        && (percentile == null || !(percentile >= 0 && percentile <= 100))) {
      throw invalid("a percentile goes from 0 to 100");
    }
    if (method == CompositeMethod.BEST && score == null) {
      throw invalid("the best scene of each pixel is known by an expression. Name one");
    }
    if (score != null && (score.halo() > 0 || score.inputs().isEmpty())) {
      throw invalid(
          "the expression that tells the best scene looks at the bands of one pixel, and not"
              + " around it. Choose another");
    }
    if (score != null && score.inputs().stream().anyMatch(input -> input.source() != null)) {
      throw invalid(
          "the expression that tells the best scene reads imagery of its own. Choose one of bands"
              + " of the scenes");
    }
  }

  /**
   * Reads {@code median}, {@code percentile:P}, {@code best:ndvi}, {@code best:date:2024-06-01},
   * {@code best:cloud}.
   *
   * @param tools gives the expression of a name
   * @throws ExportFailure REQUEST_INVALID, and what {@code tools} throws
   */
  public static Composite parse(String text, Function<String, AlgebraTool> tools) {
    String asked = text.strip();
    String lower = asked.toLowerCase(Locale.ROOT);
    if (lower.startsWith(PERCENTILE)) {
      return new Composite(
          CompositeMethod.PERCENTILE,
          number(lower.substring(PERCENTILE.length())),
          null,
          null,
          null);
    }
    if (lower.startsWith(DATE)) {
      String date = time(asked.substring(DATE.length())).toString();
      return new Composite(CompositeMethod.NEAREST_DATE, null, date, null, null);
    }
    if (lower.equals(CLOUD)) {
      return new Composite(CompositeMethod.LEAST_CLOUD, null, null, null, null);
    }
    if (lower.startsWith(BEST)) {
      String name = asked.substring(BEST.length());
      return best(tools.apply(name), name);
    }
    return Arrays.stream(CompositeMethod.values())
        .filter(method -> method.name().equalsIgnoreCase(asked))
        .filter(method -> method != CompositeMethod.BEST && method != CompositeMethod.PERCENTILE)
        .filter(method -> method != CompositeMethod.NEAREST_DATE)
        .filter(method -> method != CompositeMethod.LEAST_CLOUD)
        .findFirst()
        .map(method -> new Composite(method, null, null, null, null))
        .orElseThrow(() -> invalid("\"%s\" is not known. Give %s".formatted(asked, FORMS)));
  }

  /** Takes each pixel of the scene where an expression is greatest. */
  public static Composite best(AlgebraTool score, String name) {
    return new Composite(CompositeMethod.BEST, null, null, score, name);
  }

  /** Returns the text that {@link #parse} reads; of an unnamed tree, {@code best}. */
  public String text() {
    return switch (method) {
      case PERCENTILE -> PERCENTILE + percentile;
      case NEAREST_DATE -> DATE + date;
      case LEAST_CLOUD -> CLOUD;
      case BEST -> scoreName == null ? "best" : BEST + scoreName;
      case FIRST, LAST, MEDIAN, MEAN, MIN, MAX -> method.name().toLowerCase(Locale.ROOT);
    };
  }

  /**
   * Reads a time, or a day, which stands for its noon in UTC.
   *
   * @throws ExportFailure REQUEST_INVALID
   */
  public static Instant time(String text) {
    try {
      return text.length() > 10
          ? Instant.parse(text)
          : LocalDate.parse(text).atTime(LocalTime.NOON).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw invalid(
          "\"%s\" is no date. Give a day, as 2024-06-01, or a time, as 2024-06-01T10:20:30Z"
              .formatted(text));
    }
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw invalid("\"%s\" is no percentile. Give a number from 0 to 100".formatted(text));
    }
  }

  private static ExportFailure invalid(String why) {
    return new ExportFailure(ErrorCode.REQUEST_INVALID, "Invalid composite: %s.".formatted(why));
  }
}
