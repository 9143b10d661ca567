package io.landfall.api;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** {@code /health/live} and {@code /health/ready}, for probes. */
final class HealthRoutes extends AllDirectives {
  private static final int CHECK_SECONDS = 3;

  private final List<ReadinessCheck> checks;

  HealthRoutes(List<ReadinessCheck> checks) {
    this.checks = checks;
  }

  /** The routes. */
  Route routes() {
    return pathPrefix(
        "health",
        () ->
            concat(
                path("live", () -> get(() -> complete(up()))),
                path("ready", () -> get(() -> completeWithFuture(ready())))));
  }

  private static HttpResponse up() {
    return Answers.json(200, Json.object().put("status", "UP"));
  }

  /** Asks all checks at once; one that does not answer in time is a problem too. */
  private CompletionStage<HttpResponse> ready() {
    ObjectNode json = Json.object();
    CompletionStage<Boolean> all = CompletableFuture.completedFuture(true);
    List<CompletionStage<Optional<String>>> asked = checks.stream().map(HealthRoutes::ask).toList();
    ObjectNode states = json.putObject("checks");
    for (int i = 0; i < asked.size(); i++) {
      String name = checks.get(i).name();
      all =
          all.thenCombine(
              asked.get(i),
              (good, problem) -> {
                states.put(name, problem.orElse("UP"));
                return good && problem.isEmpty();
              });
    }
    return all.thenApply(
        good ->
            good
                ? Answers.json(200, json.put("status", "UP"))
                : Answers.with(Answers.json(503, json.put("status", "DOWN")), "Retry-After", "5"));
  }

  private static CompletionStage<Optional<String>> ask(ReadinessCheck check) {
    CompletionStage<Optional<String>> asked;
    try {
      asked = check.problem();
    } catch (RuntimeException e) {
      asked = CompletableFuture.failedFuture(e);
    }
    return asked
        .toCompletableFuture()
        .copy()
        .orTimeout(CHECK_SECONDS, TimeUnit.SECONDS)
        .exceptionally(thrown -> Optional.of("Cannot tell: the check itself failed."));
  }
}
