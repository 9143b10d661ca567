package io.landfall.simulation;

import akka.Done;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import io.landfall.http.Backoff;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.StoredObject;
import io.landfall.model.StoredPart;
import io.landfall.store.ObjectStore;
import io.landfall.store.UploadBody;
import io.landfall.store.UploadRules;
import io.landfall.store.s3.S3ErrorResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * The bucket as one node sees it: over a wire that loses requests and answers, brings them late or
 * twice. As the real one it repeats what may be repeated, and leaves an unknown outcome of a commit
 * to its caller.
 */
final class SimStore implements ObjectStore {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Backoff REPEATING =
      new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10), Duration.ofSeconds(90));

  private final SimNode node;
  private final SimWorld world;

  SimStore(SimNode node) {
    this.node = node;
    this.world = node.world;
  }

  private SimBucket bucket() {
    return world.bucket;
  }

  <T> CompletionStage<T> repeated(String name, String key, Function<Boolean, T> effect) {
    return REPEATING.retry(() -> once(name, key, effect), S3ErrorResponse::isTransientLater, node);
  }

  /** Sends one request; the effect is given whether to damage what it writes. */
  <T> CompletionStage<T> once(String name, String key, Function<Boolean, T> effect) {
    var answer = new CompletableFuture<T>();
    String point = "store." + name;
    SimFault fault = world.hit(point, node, SimWorld.exportOf(key));
    SimFault.Kind kind = fault == null ? null : fault.kind();
    node.schedule(TIMEOUT, () -> answer.completeExceptionally(silence()));
    node.schedule(
        Duration.ZERO,
        () -> {
          if (kind == SimFault.Kind.LOSE) {
            return;
          }
          Duration late =
              kind == SimFault.Kind.LATE ? Duration.ofMillis(fault.amount()) : Duration.ZERO;
          world.time.in(
              world.time.latency().plus(late), () -> reach(point, key, kind, effect, answer));
          if (kind == SimFault.Kind.TWICE) {
            world.time.in(
                Duration.ofMillis(fault.amount()),
                () -> reach(point, key, kind, effect, new CompletableFuture<>()));
          }
        });
    return answer;
  }

  private <T> void reach(
      String point,
      String key,
      SimFault.Kind kind,
      Function<Boolean, T> effect,
      CompletableFuture<T> answer) {
    T value = null;
    ExportFailure failure = null;
    if (bucket().isDown() || kind == SimFault.Kind.FAIL) {
      failure = SimBucket.answer(503, "SlowDown");
    } else {
      try {
        value = effect.apply(kind == SimFault.Kind.DAMAGE);
      } catch (ExportFailure refused) {
        failure = refused;
      }
    }
    world.hit(point + ".done", node, SimWorld.exportOf(key));
    if (kind == SimFault.Kind.LOSE_ANSWER) {
      return;
    }
    T told = value;
    ExportFailure thrown = failure;
    node.schedule(
        world.time.latency(),
        () -> {
          if (thrown == null) {
            answer.complete(told);
          } else {
            answer.completeExceptionally(thrown);
          }
        });
  }

  private static ExportFailure silence() {
    return new ExportFailure(
        ErrorCode.STORE_UNAVAILABLE, "Cannot do it: no answer.", new TimeoutException("silence"));
  }

  /** Compares what is stored with what was sent, as the real one does by the MD5. */
  private StoredPart checked(UploadBody body, StoredPart stored) {
    boolean isSame = stored.sha256().equals(SimBucket.sum(SimBucket.content(body)));
    if (!isSame && world.guards.has(SimGuard.READ_BACK)) {
      throw SimBucket.answer(502, "BadDigest");
    }
    return stored;
  }

  /** The key as the bucket knows it. */
  private String at(String key) {
    return world.guards.has(SimGuard.ATTEMPT_IN_KEYS) ? key : key.replaceFirst("/\\d+/", "/");
  }

  @Override
  public CompletionStage<Done> ensureBucket() {
    return CompletableFuture.completedStage(Done.getInstance());
  }

  @Override
  public CompletionStage<StoredPart> put(String key, UploadBody body, String mediaType) {
    return repeated("put", key, bad -> checked(body, bucket().put(at(key), body, bad)));
  }

  @Override
  public CompletionStage<Optional<StoredObject>> find(String key) {
    return repeated("find", key, bad -> bucket().find(at(key)));
  }

  @Override
  public CompletionStage<byte[]> get(String key, long maxBytes) {
    return repeated("get", key, bad -> bucket().get(at(key)));
  }

  @Override
  public CompletionStage<byte[]> getRange(String key, long from, long bytes) {
    return get(key, from + bytes)
        .thenApply(whole -> Arrays.copyOfRange(whole, (int) from, (int) (from + bytes)));
  }

  @Override
  public Source<ByteString, ?> read(String key) {
    throw new UnsupportedOperationException("no streams in a simulation");
  }

  @Override
  public Source<ByteString, ?> read(String key, long from, long last) {
    throw new UnsupportedOperationException("no streams in a simulation");
  }

  @Override
  public CompletionStage<List<String>> list(String prefix) {
    return repeated("list", prefix, bad -> bucket().list(at(prefix)));
  }

  @Override
  public Source<ListedObject, ?> entries(String prefix) {
    throw new UnsupportedOperationException("no streams in a simulation");
  }

  @Override
  public CompletionStage<Done> delete(String key) {
    return repeated(
        "delete",
        key,
        bad -> {
          bucket().delete(at(key));
          return Done.getInstance();
        });
  }

  @Override
  public CompletionStage<UploadRules> uploadRules() {
    return CompletableFuture.completedStage(world.uploadRules);
  }

  @Override
  public CompletionStage<String> openUpload(String key, String mediaType) {
    return repeated("open", key, bad -> bucket().open(at(key)));
  }

  @Override
  public CompletionStage<StoredPart> putPart(
      String key, String uploadId, int number, UploadBody body) {
    return repeated(
        "putPart",
        key,
        bad -> checked(body, bucket().putPart(at(key), uploadId, number, body, bad)));
  }

  @Override
  public CompletionStage<Optional<List<StoredPart>>> parts(String key, String uploadId) {
    return repeated("parts", key, bad -> bucket().parts(at(key), uploadId));
  }

  @Override
  public CompletionStage<StoredObject> complete(
      String key, String uploadId, List<StoredPart> parts) {
    return once("complete", key, bad -> bucket().complete(at(key), uploadId, parts, bad));
  }

  @Override
  public CompletionStage<Done> abort(String key, String uploadId) {
    return repeated(
        "abort",
        key,
        bad -> {
          bucket().abort(uploadId);
          return Done.getInstance();
        });
  }

  @Override
  public CompletionStage<List<OpenUpload>> uploads(String prefix) {
    return repeated("uploads", prefix, bad -> bucket().uploads(at(prefix)));
  }
}
