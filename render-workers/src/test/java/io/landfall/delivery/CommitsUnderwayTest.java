package io.landfall.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class CommitsUnderwayTest {
  private final CommitsUnderway commits = new CommitsUnderway();

  private CompletableFuture<Void> ended(String name) {
    return commits.end(name).toCompletableFuture();
  }

  /** A late copy of a delivery may run beside the one that has taken its place. */
  @Test
  void twoCopiesOfOneDeliveryAreWaitedForBoth() {
    var first = new CompletableFuture<String>();
    var second = new CompletableFuture<String>();
    CompletionStage<String> one = commits.runSteps("key", () -> first);
    commits.runSteps("key", () -> second);
    CompletableFuture<Void> both = ended("key");
    first.complete("done");
    assertThat(one.toCompletableFuture()).isCompletedWithValue("done");
    assertThat(both).isNotDone();
    assertThat(ended("key")).as("of who asks now").isNotDone();
    second.completeExceptionally(new IllegalStateException("refused"));
    assertThat(both).isCompleted();
    assertThat(ended("key")).isCompleted();
  }

  @Test
  void oneThatBeginsLaterOrElsewhereIsNotWaitedFor() {
    var first = new CompletableFuture<String>();
    commits.runSteps("key", () -> first);
    CompletableFuture<Void> before = ended("key");
    commits.runSteps("key", CompletableFuture::new);
    commits.runSteps("other", CompletableFuture::new);
    first.complete("done");
    assertThat(before).isCompleted();
    assertThat(ended("key")).isNotDone();
  }

  @Test
  void aStepThatThrowsHasEnded() {
    CompletionStage<String> thrown =
        commits.runSteps(
            "key",
            () -> {
              throw new IllegalStateException("at once");
            });
    assertThat(thrown.toCompletableFuture()).isCompletedExceptionally();
    assertThat(ended("key")).isCompleted();
  }
}
