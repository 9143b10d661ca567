package io.landfall.api.download;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.endpoint.Endpoints;
import io.landfall.api.http.HttpResponses;
import io.landfall.api.http.PageCursors;
import io.landfall.api.http.QuotaProblem;
import io.landfall.api.http.TokenStore.Principal;
import io.landfall.api.http.TokenStore.TokenScope;
import io.landfall.api.json.ApiProblem;
import io.landfall.api.json.Json;
import io.landfall.metering.UsageReports;
import io.landfall.metering.UsageReports.UsageDay;
import io.landfall.quota.QuotaHolder.HolderKind;
import io.landfall.quota.QuotaKind;
import io.landfall.quota.QuotaUse;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.ToLongFunction;

/** {@code /v1/usage}: what one has had of each day. */
public final class UsageRoutes extends AllDirectives {
  /** Days that one answer may tell of. */
  static final int MOST_DAYS = 366;

  private static final int USUAL_DAYS = 30;
  private static final List<String> PARAMETERS = List.of("from", "to");

  private final UsageReports usage;
  private final Endpoints endpoints;
  private final Clock clock;

  public UsageRoutes(UsageReports usage, Endpoints endpoints, Clock clock) {
    this.usage = usage;
    this.endpoints = endpoints;
    this.clock = clock;
  }

  /** The route {@code /v1/usage}. */
  public Route routes() {
    return path("usage", () -> endpoints.get(TokenScope.EXPORTS_READ, this::show));
  }

  private CompletionStage<HttpResponse> show(HttpRequest request, Principal principal) {
    var parameters = PageCursors.parameters(request, PARAMETERS);
    LocalDate to = day("to", parameters.get("to")).orElse(LocalDate.now(clock));
    LocalDate from = day("from", parameters.get("from")).orElse(to.minusDays(USUAL_DAYS - 1));
    if (from.isAfter(to) || ChronoUnit.DAYS.between(from, to) >= MOST_DAYS) {
      throw new ApiProblem(
          400,
          "parameter-invalid",
          String.format(
              Locale.ROOT,
              "Cannot tell the usage from %s to %s: from must not be after to, and both no more"
                  + " than %d days apart.",
              from,
              to,
              MOST_DAYS));
    }
    return usage
        .usage(principal.user(), from, to)
        .thenCombine(
            usage.quotas(principal.user(), principal.organization()),
            (days, quotas) -> {
              ObjectNode json = json(from, to, days);
              json.set("quota", bytesOfOwner(quotas));
              ArrayNode all = json.putArray("quotas");
              quotas.forEach(quota -> all.add(QuotaProblem.json(quota)));
              return HttpResponses.json(200, json);
            });
  }

  private static Optional<LocalDate> day(String name, Optional<String> text) {
    try {
      return text.map(UsageRoutes::day);
    } catch (DateTimeException e) {
      throw new ApiProblem(
          400,
          "parameter-invalid",
          String.format(
              Locale.ROOT,
              "Cannot read the parameter %s: write a day as 2026-11-29, or a time as"
                  + " 2026-11-29T10:00:00Z.",
              name));
    }
  }

  private static LocalDate day(String text) {
    LocalDate day =
        text.contains("T")
            ? OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC).toLocalDate()
            : LocalDate.parse(text);
    if (day.getYear() < 1970 || day.getYear() > 9999) {
      throw new DateTimeException("no year of ours");
    }
    return day;
  }

  private static ObjectNode json(LocalDate from, LocalDate to, List<UsageDay> days) {
    ObjectNode json = Json.object();
    json.put("from", from.toString());
    json.put("to", to.toString());
    ArrayNode rows = json.putArray("days");
    for (UsageDay day : days) {
      ObjectNode row = rows.addObject().put("day", day.day().toString());
      write(row, List.of(day));
    }
    write(json.putObject("total"), days);
    return json;
  }

  /** As it was told before there were other quotas; {@code null}: any number of bytes. */
  private static ObjectNode bytesOfOwner(List<QuotaUse> quotas) {
    return quotas.stream()
        .filter(quota -> quota.kind() == QuotaKind.BYTES_PER_DAY)
        .filter(quota -> quota.holder().kind() == HolderKind.OWNER)
        .findFirst()
        .map(
            quota ->
                Json.object()
                    .put("bytesPerDay", quota.limit())
                    .put("bytesUsed", quota.used())
                    .put("resetsAt", quota.renewsAt().toString()))
        .orElse(null);
  }

  private static void write(ObjectNode json, List<UsageDay> days) {
    json.put("bytesServed", sum(days, UsageDay::bytesServed));
    json.put("bytesUnconfirmed", sum(days, UsageDay::bytesUnconfirmed));
    json.put("requests", sum(days, UsageDay::requests));
    json.put("pixelsRendered", sum(days, UsageDay::pixelsRendered));
    json.put("bytesDelivered", sum(days, UsageDay::bytesDelivered));
  }

  private static long sum(List<UsageDay> days, ToLongFunction<UsageDay> what) {
    return days.stream().mapToLong(what).sum();
  }
}
