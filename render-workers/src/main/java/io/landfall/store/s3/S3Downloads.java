package io.landfall.store.s3;

import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Sink;
import akka.util.ByteString;
import io.landfall.http.Backoff;
import io.landfall.http.DelayScheduler;
import io.landfall.model.StoredObject;
import io.landfall.store.ObjectStore;
import io.landfall.store.StoreSettings;
import io.landfall.store.s3.StoreConnections.ConnectionUse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/**
 * The store for callers who download: chunk by chunk, over connections of theirs. Each chunk is
 * read whole and as fast as the store gives it, so a connection is free again however slowly the
 * caller reads. Failures are those of {@link ObjectStore}.
 */
public final class S3Downloads {
  private static final Duration FIRST_WAIT = Duration.ofMillis(200);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

  /** A caller waits for his next bytes meanwhile. */
  private static final Duration RETRY_FOR = Duration.ofSeconds(20);

  /** A connection that gives nothing for so long is given up: another may be quicker. */
  private static final Duration STALL = Duration.ofSeconds(5);

  private final ActorSystem<?> system;
  private final StoreSettings settings;
  private final StoreCalls calls;
  private final S3Reads reads;
  private final DelayScheduler later;
  private final ConcurrencyLimiter places;
  private final Backoff backoff = new Backoff(FIRST_WAIT, LONGEST_WAIT, RETRY_FOR);

  S3Downloads(
      ActorSystem<?> system,
      StoreSettings settings,
      StoreCalls calls,
      S3Reads reads,
      DelayScheduler later) {
    this.system = system;
    this.settings = settings;
    this.calls = calls;
    this.reads = reads;
    this.later = later;
    this.places = new ConcurrencyLimiter(ConnectionUse.DOWNLOADS.connections(), later);
  }

  /** Returns size, ETag and media type of an object, not its checksum; empty: there is none. */
  public CompletionStage<Optional<StoredObject>> find(String key) {
    return calls.once("look up", key, reads.find(ConnectionUse.DOWNLOAD_LOOKUPS, key));
  }

  /**
   * Reads bytes of an object, all of them before it completes; empty when the object is gone or has
   * another ETag. Those who come while all connections are taken wait in turn.
   *
   * @param etag without quotes
   * @param bytes how many; they must be there
   * @param isWanted asked when it is the caller's turn: who has gone by then costs the store
   *     nothing
   * @return the bytes in pieces as they came
   */
  public CompletionStage<Optional<List<ByteString>>> read(
      String key, String etag, long from, int bytes, BooleanSupplier isWanted) {
    return places.upload(
        () ->
            isWanted.getAsBoolean()
                ? readWithRetries(key, etag, from, bytes)
                : CompletableFuture.failedStage(new CancellationException("the reader has gone")));
  }

  private CompletionStage<Optional<List<ByteString>>> readWithRetries(
      String key, String etag, long from, int bytes) {
    return backoff
        .retry(() -> readOnce(key, etag, from, bytes), S3ErrorResponse::isTransient, later)
        .exceptionally(
            thrown -> {
              throw calls.failure(String.format(Locale.ROOT, "read byte %d of", from), key, thrown);
            });
  }

  private CompletionStage<Optional<List<ByteString>>> readOnce(
      String key, String etag, long from, int bytes) {
    return reads
        .read(ConnectionUse.DOWNLOADS, key, S3Reads.range(from, from + bytes - 1), etag)
        .idleTimeout(STALL) // either ends the connection, too
        .completionTimeout(settings.timeoutFor(bytes))
        .limitWeighted(bytes, piece -> (long) piece.size())
        .runWith(Sink.seq(), system)
        .thenApply(pieces -> checkLength(pieces, bytes))
        .handle(S3Downloads::emptyIfChanged);
  }

  private static Optional<List<ByteString>> emptyIfChanged(
      List<ByteString> pieces, Throwable thrown) {
    return S3ErrorResponse.isPreconditionFailed(thrown)
        ? Optional.empty()
        : StoreCalls.emptyIfMissing(pieces, thrown);
  }

  private static List<ByteString> checkLength(List<ByteString> pieces, int bytes) {
    long found = pieces.stream().mapToLong(ByteString::size).sum();
    if (found != bytes) {
      throw S3ErrorResponse.ofShortRead(found, bytes);
    }
    return pieces;
  }
}
