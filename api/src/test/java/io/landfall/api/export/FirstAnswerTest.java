package io.landfall.api.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.export.ExportSummary;
import io.landfall.export.Exports;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FirstAnswerTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final Deque<CompletableFuture<ExportSummary>> questions = new ArrayDeque<>();
  private final FirstAnswer check =
      new FirstAnswer(
          () -> {
            questions.add(new CompletableFuture<>());
            return questions.getLast();
          },
          now::get);

  @BeforeEach
  void begin() {
    check.begin();
  }

  @Test
  void aNodeThatHasStartedIsReadyOnceAnExportHasAnswered() {
    CompletableFuture<Optional<String>> looked = check.problem().toCompletableFuture();
    assertThat(looked).isNotDone();
    fail(ErrorCode.EXPORT_UNKNOWN);
    assertThat(looked.join()).isEmpty();
    assertThat(problem()).isEmpty();
    assertThat(questions).hasSize(1);
  }

  @Test
  void allWhoLookMeanwhileAskOnce() {
    check.problem();
    check.problem();
    assertThat(questions).hasSize(1);
  }

  @Test
  void whereNoAnswerCameTheNextLookAsksAgain() {
    fail(ErrorCode.DATABASE_UNAVAILABLE);
    assertThat(check.problem().toCompletableFuture()).isNotDone();
    assertThat(questions).hasSize(2);
    fail(ErrorCode.EXPORT_UNKNOWN);
    assertThat(problem()).isEmpty();
  }

  @Test
  void whatIsWrongIsTold() {
    CompletableFuture<Optional<String>> looked = check.problem().toCompletableFuture();
    fail(ErrorCode.DATABASE_UNAVAILABLE);
    assertThat(looked.join()).contains("No export has answered yet: It is so.");
  }

  @Test
  void otherWorkOfANodeDoesNotWaitForExportsForLong() {
    fail(ErrorCode.DATABASE_UNAVAILABLE);
    now.addAndGet(FirstAnswer.PATIENCE.toNanos() + 1);
    assertThat(problem()).isEmpty();
    assertThat(questions).hasSize(1);
  }

  @Test
  void exportsAreAskedOnceTheNodeIsWarm() {
    var warmUp = new CompletableFuture<Void>();
    var asked = new CompletableFuture<ExportSummary>();
    FirstAnswer afterWarmUp = FirstAnswer.of(exports(asked), warmUp);
    CompletableFuture<Optional<String>> looked = afterWarmUp.problem().toCompletableFuture();
    asked.completeExceptionally(new ExportFailure(ErrorCode.EXPORT_UNKNOWN, "It is so."));
    assertThat(looked).isNotDone();
    warmUp.complete(null);
    assertThat(looked.join()).isEmpty();
  }

  @Test
  void oneThatNeverGetsWarmIsReadyAfterAWhile() {
    assertThat(check.problem().toCompletableFuture()).isNotDone();
    now.addAndGet(FirstAnswer.PATIENCE.toNanos() + 1);
    assertThat(check.problem().toCompletableFuture()).isCompletedWithValue(Optional.empty());
  }

  @Test
  void whatKeepsANodeColdIsTold() {
    FirstAnswer afterWarmUp =
        FirstAnswer.of(
            exports(new CompletableFuture<>()),
            CompletableFuture.failedStage(new IllegalStateException("Cannot read it.")));
    assertThat(afterWarmUp.problem().toCompletableFuture().join().orElseThrow())
        .startsWith("No export has answered yet: ");
  }

  private static Exports exports(CompletableFuture<ExportSummary> summary) {
    return (Exports)
        Proxy.newProxyInstance(
            Exports.class.getClassLoader(),
            new Class<?>[] {Exports.class},
            (proxy, method, arguments) -> summary);
  }

  private void fail(ErrorCode code) {
    questions.getLast().completeExceptionally(new ExportFailure(code, "It is so."));
  }

  private Optional<String> problem() {
    return check.problem().toCompletableFuture().join();
  }
}
