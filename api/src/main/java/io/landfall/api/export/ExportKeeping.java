package io.landfall.api.export;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.api.audit.Requesters;
import io.landfall.api.endpoint.Endpoint;
import io.landfall.api.endpoint.Endpoints;
import io.landfall.api.http.TokenStore.Principal;
import io.landfall.api.http.TokenStore.TokenScope;
import io.landfall.api.json.BodyCursor;
import io.landfall.export.ExpirySettings;
import io.landfall.export.Exports;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Keeps the files of ended exports for longer. Owners may as long as a new export would keep them;
 * who administrates the service may as long as he likes.
 */
final class ExportKeeping {
  private static final int MAX_TIME = 40;

  /** Beyond what any calendar is asked for; the journal and its database know later ones. */
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  private final Exports exports;
  private final OwnExports own;
  private final ExportAnswers answers;
  private final Endpoints endpoints;
  private final Requesters requesters;
  private final ExpirySettings expiry;
  private final Clock clock;

  ExportKeeping(
      Exports exports,
      OwnExports own,
      ExportAnswers answers,
      Endpoints endpoints,
      Requesters requesters,
      ExpirySettings expiry,
      Clock clock) {
    this.exports = exports;
    this.own = own;
    this.answers = answers;
    this.endpoints = endpoints;
    this.requesters = requesters;
    this.expiry = expiry;
    this.clock = clock;
  }

  /** Returns the handler of {@code {"until": ...}} for an export. */
  Endpoint endpoint(String id) {
    return (request, principal) ->
        endpoints
            .withJson(request, json -> CompletableFuture.completedStage(readUntil(json, principal)))
            .thenCompose(
                until ->
                    own.find(id, principal)
                        .thenCompose(
                            summary ->
                                exports.keep(
                                    summary.id(), until, requesters.of(request, principal))))
            .thenApply(details -> answers.accepted(details, request));
  }

  private Instant readUntil(JsonNode root, Principal principal) {
    BodyCursor object = BodyCursor.ofRoot(root);
    Instant until = null;
    if (object.expectObject(Set.of("until"))) {
      BodyCursor member = object.member("until");
      String text = member.requiredText(MAX_TIME);
      until = text == null ? null : time(member, text);
      if (until != null) {
        check(member, until, principal);
      }
    }
    object.throwIfInvalid();
    return until;
  }

  private static Instant time(BodyCursor member, String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      member.addError(
          "Invalid until: it must be a time of RFC 3339, as 2027-01-31T00:00:00Z, not %s."
              .formatted(member.displayValue()));
      return null;
    }
  }

  private void check(BodyCursor member, Instant until, Principal principal) {
    Instant now = clock.instant();
    if (until.isBefore(now) || until.isAfter(LATEST)) {
      member.addError("Invalid until: it must be in the future, in the year 9999 at the latest.");
    } else if (!principal.isAllowed(TokenScope.ADMIN)
        && expiry.isOn()
        && until.isAfter(now.plus(expiry.keepFor()))) {
      member.addError(
          "Invalid until: owners may keep files until %s at the latest, as a new export would. Give that, or ask the operator of the service."
              .formatted(now.plus(expiry.keepFor()).truncatedTo(ChronoUnit.SECONDS)));
    }
  }
}
