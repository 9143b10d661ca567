package io.landfall.node.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.landfall.export.Exports;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.node.export.RunningExport.CleanUp;
import io.landfall.node.export.RunningExport.NodeExports;
import java.lang.reflect.Proxy;
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
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Object> submission = new CompletableFuture<>();
  private final CountDownLatch submitting = new CountDownLatch(1);

  private final RunningExport export =
      new RunningExport(
          ExportId.generate(),
          new NodeExports(exports(), null, attempt -> {}, new TileProgress()),
          CleanUp.LEFT_TO_NODE);

  @Test
  void canceledBeforeItBeganItIsNotSubmitted() {
    assertThat(export.cancel()).isTrue();

    ExportFailure failure =
        catchThrowableOfType(ExportFailure.class, () -> export.run(null, seen -> {}));

    assertThat(failure.code()).isEqualTo(ErrorCode.CANCELED);
    assertThat(asked).containsExactly("cancel"); // of one that a node before may have begun
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

  /** Knows no export. */
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
              return CompletableFuture.failedFuture(
                  new ExportFailure(ErrorCode.EXPORT_UNKNOWN, "Cannot find it."));
            });
  }
}
