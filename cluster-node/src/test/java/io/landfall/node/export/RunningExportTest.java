package io.landfall.node.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.landfall.export.ExportSummary;
import io.landfall.export.Exports;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.ExportStatus;
import io.landfall.model.Priority;
import io.landfall.node.export.RunningExport.CleanUp;
import io.landfall.node.export.RunningExport.NodeExports;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cancelling an export that the node does not know yet. */
@Timeout(30)
class RunningExportTest {
  private static final ExportId ID = ExportId.generate();

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Object> submission = new CompletableFuture<>();
  private final CountDownLatch submitting = new CountDownLatch(1);

  private CompletableFuture<Object> ended; // null: there is no such export

  private final RunningExport export =
      new RunningExport(
          ID,
          new NodeExports(exports(), null, attempt -> {}, new TileProgress()),
          CleanUp.LEFT_TO_NODE);

  @Test
  void canceledBeforeItBeganItIsNotSubmitted() {
    assertThat(export.cancel()).isTrue();

    ExportFailure failure =
        catchThrowableOfType(ExportFailure.class, () -> export.run(null, seen -> {}));

    assertThat(failure.code()).isEqualTo(ErrorCode.CANCELED);
    assertThat(asked).startsWith("cancel").doesNotContain("submit");
    assertThat(failure).hasMessageContaining("before it began");
  }

  /** As one that a node before had begun under the id: nothing says that it was canceled. */
  @Test
  void oneThatHadEndedByItselfBeforeIsToldAsItEnded() {
    ended = new CompletableFuture<>();
    ended.complete(ended(ID));
    export.cancel();

    assertThat(export.run(null, seen -> {}).status()).isEqualTo(ExportStatus.SUCCESS);
    assertThat(asked).startsWith("cancel").doesNotContain("submit");
  }

  private static ExportSummary ended(ExportId id) {
    return new ExportSummary(
        id,
        "ana",
        List.of(),
        ExportStatus.SUCCESS,
        null,
        1,
        1,
        1,
        List.of(),
        null,
        Instant.EPOCH,
        Instant.EPOCH,
        7,
        1,
        Priority.NORMAL,
        List.of(),
        List.of(),
        Instant.EPOCH,
        null,
        null,
        null);
  }

  @Test
  void canceledWhileItIsSubmittedItIsCanceledAfterThat() throws Exception {
    var run =
        CompletableFuture.supplyAsync(
            () -> catchThrowableOfType(ExportFailure.class, () -> export.run(null, seen -> {})));
    assertThat(submitting.await(20, TimeUnit.SECONDS)).isTrue();
    var cancel = CompletableFuture.supplyAsync(export::cancel);

    submission.completeExceptionally(new ExportFailure(ErrorCode.REQUEST_INVALID, "Invalid."));

    assertThat(run.get(20, TimeUnit.SECONDS).code()).isEqualTo(ErrorCode.REQUEST_INVALID);
    assertThat(cancel.get(20, TimeUnit.SECONDS)).as("there is nothing to cancel").isFalse();
    assertThat(asked).containsExactly("submit", "cancel");
  }

  /** Knows no export but the one that has {@link #ended}. */
  private Exports exports() {
    return (Exports)
        Proxy.newProxyInstance(
            Exports.class.getClassLoader(),
            new Class<?>[] {Exports.class},
            (proxy, method, arguments) -> {
              asked.add(method.getName());
              if (method.getName().equals("submit")) {
                submitting.countDown();
                return submission;
              }
              if (ended != null) {
                return method.getName().equals("summary")
                    ? ended
                    : CompletableFuture.failedFuture(
                        new ExportFailure(ErrorCode.STATE_CONFLICT, "It has ended."));
              }
              return CompletableFuture.failedFuture(
                  new ExportFailure(ErrorCode.EXPORT_UNKNOWN, "Cannot find it."));
            });
  }
}
