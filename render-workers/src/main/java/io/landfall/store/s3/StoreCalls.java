package io.landfall.store.s3;

import akka.Done;
import io.landfall.http.Backoff;
import io.landfall.http.DelayScheduler;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.store.FailingUploads;
import io.landfall.store.StoreSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** How a store is asked: how long, how often, and how a failure reads. */
final class StoreCalls {
  private static final Duration FIRST_WAIT = Duration.ofMillis(200);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private final StoreSettings settings;
  private final Backoff backoff;
  private final DelayScheduler later;
  private final ConcurrencyLimiter limiter;
  private final FailingUploads failing = new FailingUploads(System::nanoTime);

  StoreCalls(StoreSettings settings, ConcurrencyLimiter limiter, DelayScheduler later) {
    this.settings = settings;
    this.limiter = limiter;
    this.later = later;
    this.backoff = new Backoff(FIRST_WAIT, LONGEST_WAIT, settings.retryFor());
  }

  /** Does it in the time of a small request, and again while it fails transiently. */
  <T> CompletionStage<T> retry(String what, String key, Supplier<CompletionStage<T>> work) {
    return retryWithinBudget(what, key, () -> withTimeout(work.get(), settings.requestTimeout()));
  }

  /** The same for what may not be there any more. */
  CompletionStage<Done> retryUnlessMissing(
      String what, String key, Supplier<CompletionStage<Done>> work) {
    return retry(what, key, () -> work.get().handle(StoreCalls::emptyIfMissing))
        .thenApply(done -> Done.getInstance());
  }

  /** Does it in the time of a small request, once. */
  <T> CompletionStage<T> once(String what, String key, CompletionStage<T> work) {
    return withTimeout(work, settings.requestTimeout())
        .handle((value, thrown) -> orFailure(what, key, value, thrown));
  }

  private <T> T orFailure(String what, String key, T value, Throwable thrown) {
    if (thrown != null) {
      throw failure(what, key, thrown);
    }
    return value;
  }

  /** Does it again while it fails transiently; each try bounds its time itself. */
  <T> CompletionStage<T> retryWithinBudget(
      String what, String key, Supplier<CompletionStage<T>> work) {
    return retryWhile(S3ErrorResponse::isTransient, what, key, work);
  }

  /** The same for bytes on their way into the store; {@link #failing} tells while it fails. */
  <T> CompletionStage<T> retryUpload(String what, String key, Supplier<CompletionStage<T>> work) {
    var call = new Object();
    return this.<T>retryWhile(thrown -> isNotedTransient(call, what, key, thrown), what, key, work)
        .whenComplete((value, thrown) -> failing.noteEnd(call));
  }

  private boolean isNotedTransient(Object call, String what, String key, Throwable thrown) {
    boolean isTransient = S3ErrorResponse.isTransient(thrown);
    if (isTransient) {
      failing.noteFailure(call, failure(what, key, thrown).getMessage());
    }
    return isTransient;
  }

  private <T> CompletionStage<T> retryWhile(
      Predicate<Throwable> again, String what, String key, Supplier<CompletionStage<T>> work) {
    return backoff
        .retry(() -> limiter.call(work), again, later)
        .handle((value, thrown) -> orFailure(what, key, value, thrown));
  }

  /** Returns the uploads that fail for now. */
  FailingUploads failing() {
    return failing;
  }

  /** Fails when {@code stage} takes longer. */
  static <T> CompletionStage<T> withTimeout(CompletionStage<T> stage, Duration timeout) {
    return stage
        .thenApply(Function.identity())
        .toCompletableFuture()
        .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Says what could not be done with which key, and what to do. */
  ExportFailure failure(String what, String key, Throwable thrown) {
    Throwable cause = S3ErrorResponse.findIn(thrown);
    if (cause instanceof ExportFailure failure) {
      return failure;
    }
    boolean isDenied = cause instanceof S3ErrorResponse answer && answer.isDenied();
    String fix =
        cause instanceof S3ErrorResponse answer
            ? answer.fix()
            : "Check that the store is up and has room";
    return new ExportFailure(
        isDenied ? ErrorCode.STORE_DENIED : ErrorCode.STORE_UNAVAILABLE,
        "Cannot %s %s in bucket %s at %s: %s. %s."
            .formatted(what, key, settings.bucket(), settings.address(), reason(cause), fix),
        cause);
  }

  private String reason(Throwable cause) {
    if (cause instanceof S3ErrorResponse) {
      return cause.getMessage();
    }
    return cause instanceof TimeoutException
        ? "it did not answer in time"
        : String.valueOf(cause.getMessage());
  }

  /** Takes the answer that something is not there for an empty one. */
  static <T> Optional<T> emptyIfMissing(T value, Throwable thrown) {
    if (thrown == null) {
      return Optional.of(value);
    }
    if (S3ErrorResponse.isMissing(thrown)) {
      return Optional.empty();
    }
    throw new CompletionException(Backoff.unwrap(thrown));
  }
}
