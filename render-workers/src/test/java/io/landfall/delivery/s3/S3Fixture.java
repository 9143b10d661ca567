package io.landfall.delivery.s3;

import akka.actor.typed.ActorSystem;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.delivery.DeliveryItem;
import io.landfall.delivery.Sidecar;
import io.landfall.delivery.Sidecars;
import io.landfall.delivery.TestDeliveryRun;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.StoredObject;
import io.landfall.model.StoredPart;
import io.landfall.model.delivery.DeliveryReceipt;
import io.landfall.model.request.OutputFormat;
import io.landfall.secret.Secret;
import io.landfall.store.MemoryStore;
import io.landfall.store.ObjectKeys;
import io.landfall.store.StoreSettings;
import io.landfall.store.s3.FakeBucket;
import io.landfall.store.s3.FakeS3;
import io.landfall.workspace.Access;
import io.landfall.workspace.DeliveryConfig;
import io.landfall.workspace.Visibility;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A bucket {@code maps} of the user {@code ann} in a fake store, and files to bring there. */
final class S3Fixture implements AutoCloseable {
  static final String OWNER = "ann";
  static final String SECRET = "canary/secret+of=ann";
  static final int PART = 64 * 1024;

  /** Of a file of three parts and a half; its own parts are cut elsewhere. */
  static final int BYTES = 3 * PART + PART / 2;

  /** Our own store, which is never asked. */
  private static final StoreSettings ELSEWHERE =
      new StoreSettings("http://127.0.0.1:1", "landfall", "own", Secret.of("s"), "us-east-1");

  final FakeS3 s3 = FakeS3.start();
  final FakeBucket maps = s3.makeBucket("maps");
  final MemoryStore store = new MemoryStore();
  private final ActorSystem<?> system;
  private final UserBucketClients clients;

  S3Fixture(ActorSystem<?> system) {
    this(system, Duration.ofSeconds(20));
  }

  S3Fixture(ActorSystem<?> system, Duration retryFor) {
    this.system = system;
    maps.takeSmallParts();
    s3.addKey("AKANN", SECRET, null, "maps");
    clients = new UserBucketClients(ELSEWHERE, settings(retryFor));
  }

  S3DeliverySettings settings(Duration retryFor) {
    return new S3DeliverySettings(
        List.of("127.0.0.1"), s3.endpoint(), "", PART, Duration.ofSeconds(2), 1 << 20, retryFor);
  }

  UserBucketClients clients() {
    return clients;
  }

  /** Returns a target of a node whose own store is this one, and whose own bucket holds an item. */
  S3Target targetInOwnStore(UserBucket bucket, DeliveryItem item, UserBucketClients own) {
    s3.tamper(item.object().key(), content(item));
    return new S3Target(system, store, own, bucket);
  }

  /** Returns the clients of a node whose own store is this one. */
  UserBucketClients ownClients() {
    return new UserBucketClients(s3.settings(), settings(Duration.ofSeconds(20)));
  }

  /** Returns ann's bucket, with her keys. */
  UserBucket bucket(String prefix) {
    return bucket(prefix, new UserBucket.AccessKeys("AKANN", Secret.of(SECRET), null));
  }

  UserBucket bucket(String prefix, UserBucket.BucketCredentials access) {
    return new UserBucket(
        OWNER,
        "maps",
        prefix,
        "us-east-1",
        URI.create(s3.endpoint()),
        access,
        UserBucket.ObjectOptions.NONE);
  }

  S3Target target() {
    return target(bucket("exports"));
  }

  S3Target target(UserBucket bucket) {
    return new S3Target(system, store, clients, bucket);
  }

  /** Makes a file in our store; the same for the same seed. */
  DeliveryItem item(int bytes, long seed) {
    return item(ExportAttempt.first(ExportId.generate()), bytes, seed);
  }

  DeliveryItem item(ExportAttempt attempt, int bytes, long seed) {
    byte[] content = new byte[bytes];
    new Random(seed).nextBytes(content);
    String key = ObjectKeys.file(attempt, "map.tif");
    store.objects.put(key, content);
    List<StoredPart> parts = new ArrayList<>();
    for (int from = 0; from < bytes; from += 50_000) {
      byte[] part = Arrays.copyOfRange(content, from, Math.min(bytes, from + 50_000));
      parts.add(new StoredPart(parts.size() + 1, "e", part.length, sha256(part)));
    }
    return new DeliveryItem(
        attempt,
        "map.tif",
        OutputFormat.FileFormat.COG,
        new StoredObject(key, "tampered", bytes, null),
        parts,
        0);
  }

  byte[] content(DeliveryItem item) {
    return store.objects.get(item.object().key());
  }

  DeliveryReceipt deliver(DeliveryItem item) throws Exception {
    return now(target().deliver(item, new TestDeliveryRun()));
  }

  /** Returns what a stage fails with. */
  static ExportFailure failure(CompletionStage<?> stage) throws Exception {
    try {
      now(stage);
    } catch (ExecutionException e) {
      return ExportFailure.of(e.getCause());
    }
    throw new AssertionError("It succeeds");
  }

  static ErrorCode code(CompletionStage<?> stage) throws Exception {
    return failure(stage).code();
  }

  static <T> T now(CompletionStage<T> stage)
      throws ExecutionException, InterruptedException, TimeoutException {
    return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  /** Makes one sidecar that names the file's checksum. */
  static final Sidecars CHECKSUM =
      (names, sha256) -> List.of(Sidecar.text(names.checksums(), "text/plain", sha256 + "\n"));

  /** Reads a configuration as the database gives it. */
  static DeliveryConfig config(String owner, String json) throws Exception {
    var values = new ObjectMapper().readTree(json);
    return new DeliveryConfig(
        UUID.randomUUID(),
        new Access(owner, null, Visibility.PRIVATE),
        new DeliveryConfig.DeliverySettings("x", DeliveryConfig.DeliveryType.S3, values),
        Instant.EPOCH);
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    clients.close();
    s3.close();
  }
}
