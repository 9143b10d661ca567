package io.landfall.api.http;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** {@code /health/live} and {@code /health/ready}, for probes. */
public final class HealthRoutes extends AllDirectives {
  private static final int CHECK_SECONDS = 3;

  private final List<ReadinessCheck> checks;
  private final boolean tellsWhy;

  private HealthRoutes(List<ReadinessCheck> checks, boolean tellsWhy) {
    this.checks = checks;
    this.tellsWhy = tellsWhy;
  }

  /** Makes those that say which check fails, and not why: that may name addresses inside. */
  public static HealthRoutes forEverybody(List<ReadinessCheck> checks) {
    return new HealthRoutes(checks, false);
  }

  /** Makes those that also say why, for a port that only operators reach. */
  public static HealthRoutes forOperators(List<ReadinessCheck> checks) {
    return new HealthRoutes(checks, true);
  }

  /** The routes. */
  public Route routes() {
    return pathPrefix(
        "health",
        () ->
            concat(
                path("live", () -> get(() -> complete(live()))),
                path("ready", () -> get(() -> completeWithFuture(ready())))));
  }

  private static HttpResponse live() {
    return HttpResponses.json(200, Json.object().put("status", "UP"));
  }

  /** Asks all checks at once; one that does not answer in time is a problem too. */
  private CompletionStage<HttpResponse> ready() {
    ObjectNode json = Json.object();
    CompletionStage<Boolean> all = CompletableFuture.completedFuture(true);
    List<CompletionStage<Optional<String>>> results =
        checks.stream().map(HealthRoutes::runCheck).toList();
    ObjectNode states = json.putObject("checks");
    for (int i = 0; i < results.size(); i++) {
      String name = checks.get(i).name();
      String warning = state(checks.get(i).warning(), "WARN").orElse("UP");
      all =
          all.thenCombine(
              results.get(i),
              (healthy, problem) -> {
                states.put(name, state(problem, "DOWN").orElse(warning));
                return healthy && problem.isEmpty();
              });
    }
    return all.thenApply(
        healthy ->
            healthy
                ? HttpResponses.json(200, json.put("status", "UP"))
                : HttpResponses.withHeader(
                    HttpResponses.json(503, json.put("status", "DOWN")), "Retry-After", "5"));
  }

  private Optional<String> state(Optional<String> why, String word) {
    return why.map(text -> tellsWhy ? text : word);
  }

  private static CompletionStage<Optional<String>> runCheck(ReadinessCheck check) {
    CompletionStage<Optional<String>> results;
    try {
      results = check.problem();
    } catch (RuntimeException e) {
      results = CompletableFuture.failedFuture(e);
    }
    return results
        .toCompletableFuture()
        .copy()
        .orTimeout(CHECK_SECONDS, TimeUnit.SECONDS)
        .exceptionally(thrown -> Optional.of("Cannot tell: the check itself failed."));
  }
}
