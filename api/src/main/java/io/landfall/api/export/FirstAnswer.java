package io.landfall.api.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.api.http.ReadinessCheck;
import io.landfall.export.ExportSummary;
import io.landfall.export.Exports;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.workspace.Caller;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Whether an export has answered this node since it started. Before the first answer shards are
 * found, and code on the way is loaded: on a busy machine that takes longer than who submits an
 * export waits. Asks for one that is not there, until there is an answer; where none comes for
 * long, as without a node that exports live on, the other things that a node does need not wait for
 * it.
 */
public final class FirstAnswer implements ReadinessCheck {
  /** How long a node that has started is held back. */
  static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final String BODY =
      """
      {"source": {"scenes": ["none"], "bands": ["none"]}, "outputProjection": 3857, "resolution": 30}
      """;

  private final Supplier<CompletionStage<ExportSummary>> question;
  private final LongSupplier nanoTime;
  private final long startNanos;
  private CompletableFuture<Optional<String>> look;

  FirstAnswer(Supplier<CompletionStage<ExportSummary>> question, LongSupplier nanoTime) {
    this.question = question;
    this.nanoTime = nanoTime;
    this.startNanos = nanoTime.getAsLong();
  }

  /**
   * Makes one that has not asked yet.
   *
   * @param warmUp has code loaded that a submission needs; asks after it, and after having read the
   *     body of one
   */
  public static FirstAnswer of(Exports exports, CompletionStage<?> warmUp) {
    return new FirstAnswer(
        () ->
            warmUp
                .thenRun(FirstAnswer::readBody)
                .thenCompose(read -> exports.summary(ExportId.generate())),
        System::nanoTime);
  }

  private static void readBody() {
    try {
      ExportRequestReader.read(
          new ObjectMapper().readTree(BODY),
          new Caller("nobody", null, false),
          ExportRequests.NamedThings.NONE);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Asks before anybody looks: once this node can reach exports. */
  public void begin() {
    problem();
  }

  @Override
  public String name() {
    return "exports";
  }

  @Override
  public synchronized CompletionStage<Optional<String>> problem() {
    if (look == null) {
      look = ask();
    } else if (!look.isDone() || look.join().isPresent()) {
      if (nanoTime.getAsLong() - startNanos > PATIENCE.toNanos()) {
        look = CompletableFuture.completedFuture(Optional.empty());
      } else if (look.isDone()) {
        look = ask();
      }
    }
    return look;
  }

  private CompletableFuture<Optional<String>> ask() {
    return question
        .get()
        .handle((summary, thrown) -> thrown == null ? Optional.<String>empty() : problem(thrown))
        .toCompletableFuture();
  }

  private static Optional<String> problem(Throwable thrown) {
    ExportFailure failure = ExportFailure.of(thrown);
    return failure.code() == ErrorCode.EXPORT_UNKNOWN
        ? Optional.empty()
        : Optional.of("No export has answered yet: " + failure.getMessage());
  }
}
