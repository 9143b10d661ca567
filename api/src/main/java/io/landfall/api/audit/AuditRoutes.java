package io.landfall.api.audit;

import akka.NotUsed;
import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.HttpCharsets;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import akka.japi.Pair;
import akka.stream.OverflowStrategy;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import io.landfall.api.endpoint.Endpoints;
import io.landfall.api.http.AnswerMemory;
import io.landfall.api.http.PageCursors;
import io.landfall.api.http.QueryTimes;
import io.landfall.api.http.TokenStore.TokenScope;
import io.landfall.audit.AuditEvents.EventPage;
import io.landfall.audit.EventFilter;
import io.landfall.audit.EventPages;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.pool.BoundedPool;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** {@code /v1/audit/events}: the journal as lines of JSON, oldest first. */
public final class AuditRoutes extends AllDirectives {
  private static final ContentType NDJSON =
      MediaTypes.applicationWithOpenCharset("x-ndjson").toContentType(HttpCharsets.UTF_8);
  private static final List<String> PARAMETERS =
      List.of("user", "from", "to", "type", "export", "scene", "after");
  private static final Pattern TYPE = Pattern.compile("[a-zA-Z]{1,40}");
  private static final int MOST_CHARACTERS = 500;

  /** Three pages: one that is sent, one that is ready and one that is read. */
  private static final long MEMORY_BYTES = 8 << 20;

  private final EventPages events;
  private final BoundedPool pool;
  private final Endpoints endpoints;
  private final AnswerMemory memory;

  public AuditRoutes(AuditPorts ports, Endpoints endpoints, AnswerMemory memory) {
    this.events = ports.events();
    this.pool = ports.pool();
    this.endpoints = endpoints;
    this.memory = memory;
  }

  /** The route below {@code /v1/audit}. */
  public Route routes() {
    return pathPrefix(
        "audit",
        () ->
            path(
                "events",
                () ->
                    get(
                        () ->
                            endpoints.anyMediaType(
                                TokenScope.AUDIT, (request, principal) -> show(request)))));
  }

  /** Where a page begins, and where the last one ends. */
  private record Position(long after, long until) {}

  private CompletionStage<HttpResponse> show(HttpRequest request) {
    var parameters = PageCursors.parameters(request, PARAMETERS);
    EventFilter filter =
        new EventFilter(
            text("user", parameters.get("user")),
            time("from", parameters.get("from")),
            time("to", parameters.get("to")),
            type(parameters.get("type")),
            export(parameters.get("export")),
            text("scene", parameters.get("scene")));
    long after = after(parameters.get("after"));
    return memory.hold(
        request,
        MEMORY_BYTES,
        () ->
            pool.supply(() -> new Position(after, events.settled()))
                .thenApply(
                    begin ->
                        HttpResponse.create()
                            .withEntity(HttpEntities.create(NDJSON, lines(filter, begin)))));
  }

  private Source<ByteString, NotUsed> lines(EventFilter filter, Position begin) {
    return Source.unfoldAsync(Optional.of(begin), at -> next(filter, at))
        .filter(bytes -> !bytes.isEmpty())
        .buffer(1, OverflowStrategy.backpressure());
  }

  private CompletionStage<Optional<Pair<Optional<Position>, ByteString>>> next(
      EventFilter filter, Optional<Position> at) {
    if (at.isEmpty() || at.get().after() >= at.get().until()) {
      return CompletableFuture.completedStage(Optional.empty());
    }
    Position from = at.get();
    return pool.supply(() -> events.page(filter, from.after(), from.until()))
        .thenApply(page -> Optional.of(Pair.create(behind(page, from), bytes(page))));
  }

  private static Optional<Position> behind(EventPage page, Position from) {
    return page.isLast() ? Optional.empty() : Optional.of(new Position(page.last(), from.until()));
  }

  private static ByteString bytes(EventPage page) {
    return ByteString.fromArrayUnsafe(page.lines());
  }

  private static String text(String name, Optional<String> text) {
    text.filter(value -> value.isBlank() || value.length() > MOST_CHARACTERS)
        .ifPresent(
            value -> {
              throw PageCursors.badParameter(
                  name, "give from 1 to %d characters.".formatted(MOST_CHARACTERS));
            });
    return text.orElse(null);
  }

  private static String type(Optional<String> text) {
    text.filter(value -> !TYPE.matcher(value).matches())
        .ifPresent(
            value -> {
              throw PageCursors.badParameter("type", "give the type of an event, as delivered.");
            });
    return text.orElse(null);
  }

  private static ExportId export(Optional<String> text) {
    try {
      return text.map(ExportId::parse).orElse(null);
    } catch (ExportFailure e) {
      throw PageCursors.badParameter("export", "give the id of an export.");
    }
  }

  private static Instant time(String name, Optional<String> text) {
    try {
      return text.map(QueryTimes::withPlus)
          .map(value -> OffsetDateTime.parse(value).toInstant())
          .filter(AuditRoutes::isInRange)
          .orElseGet(() -> missing(name, text));
    } catch (DateTimeException e) {
      throw badTime(name);
    }
  }

  private static boolean isInRange(Instant time) {
    return time.isAfter(Instant.EPOCH) && time.isBefore(Instant.parse("9999-01-01T00:00:00Z"));
  }

  private static Instant missing(String name, Optional<String> text) {
    if (text.isPresent()) {
      throw badTime(name);
    }
    return null;
  }

  private static RuntimeException badTime(String name) {
    return PageCursors.badParameter(name, "write a time as 2026-11-29T10:00:00Z.");
  }

  private static long after(Optional<String> text) {
    try {
      long after = text.map(Long::parseLong).orElse(0L);
      if (after >= 0 && after < Long.MAX_VALUE / 2) {
        return after;
      }
    } catch (NumberFormatException e) {
      // refused below
    }
    throw PageCursors.badParameter(
        "after", "give the ordering of the last event that you have, a number from 0.");
  }
}
