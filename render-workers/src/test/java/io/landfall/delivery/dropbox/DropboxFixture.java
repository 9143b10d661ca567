package io.landfall.delivery.dropbox;

import com.typesafe.config.ConfigFactory;
import io.landfall.delivery.DeliveryItem;
import io.landfall.delivery.DeliveryTarget;
import io.landfall.delivery.Sidecar;
import io.landfall.delivery.Sidecars;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.StoredObject;
import io.landfall.model.StoredPart;
import io.landfall.model.delivery.DeliveryReceipt;
import io.landfall.model.request.OutputFormat;
import io.landfall.pool.MemoryBudget;
import io.landfall.pool.NodePools;
import io.landfall.secret.Secret;
import io.landfall.store.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** A node's side of deliveries to a fake Dropbox: a store with a file, and targets. */
final class DropboxFixture implements AutoCloseable {
  static final int CHUNK_BYTES = 1000;
  static final String OWNER = "owner";

  /** Two small files beside each. */
  static final Sidecars SIDECARS =
      (names, sha256) ->
          List.of(
              Sidecar.text(
                  names.stac(), "application/geo+json", "{\"of\":\"%s\"}".formatted(sha256)),
              Sidecar.text(names.checksums(), "text/plain", sha256));

  final FakeDropbox dropbox = FakeDropbox.start();
  final MemoryStore store = new MemoryStore();
  private final NodePools pools = NodePools.from(ConfigFactory.load());
  final DropboxTargets targets;

  DropboxFixture() {
    this(Duration.ofSeconds(20));
  }

  DropboxFixture(Duration retryFor) {
    targets = newNode(retryFor);
  }

  /** Returns what another node would have: nothing is remembered. */
  DropboxTargets newNode(Duration retryFor) {
    var settings =
        new DropboxSettings(
            dropbox.url(),
            dropbox.url(),
            CHUNK_BYTES,
            Duration.ofSeconds(2),
            1 << 20,
            Duration.ofMillis(50),
            retryFor,
            Duration.ofMinutes(5));
    return new DropboxTargets(settings, store, pools, new MemoryBudget(1 << 20));
  }

  /** Returns a configuration with an access token that is good. */
  static DropboxConfig withAccessToken() {
    return new DropboxConfig(new UUID(0, 1), "/maps", Secret.of("access-0"), null, null);
  }

  /** Returns a configuration with a refresh token that is good. */
  static DropboxConfig withRefreshToken() {
    return new DropboxConfig(new UUID(0, 2), "/maps", null, Secret.of("refresh-0"), "app-key");
  }

  DeliveryTarget target() {
    return targets.target(withAccessToken(), OWNER);
  }

  /** Stores a file of {@code bytes} bytes, in parts of some 1,500, and returns what to deliver. */
  DeliveryItem item(int number, int bytes) {
    var id = new ExportId(new UUID(7L << 12, number));
    String key = "exports/%s/1/map-%d.tif".formatted(id, number);
    byte[] content = new byte[bytes];
    new Random(number).nextBytes(content);
    store.objects.put(key, content);
    List<StoredPart> parts = new ArrayList<>();
    for (int at = 0; at < bytes; at += 1500) {
      byte[] part = Arrays.copyOfRange(content, at, Math.min(bytes, at + 1500));
      parts.add(new StoredPart(parts.size() + 1, "etag", part.length, sha256(part)));
    }
    return new DeliveryItem(
        ExportAttempt.first(id),
        "map-%d.tif".formatted(number),
        OutputFormat.FileFormat.COG,
        new StoredObject(key, "etag", bytes, null),
        parts,
        0);
  }

  byte[] content(DeliveryItem item) {
    return store.objects.get(item.object().key());
  }

  /** Waits for a receipt, or throws the failure. */
  static DeliveryReceipt receipt(CompletionStage<DeliveryReceipt> delivery) {
    try {
      return delivery.toCompletableFuture().join();
    } catch (RuntimeException e) {
      throw ExportFailure.of(e);
    }
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    pools.close();
    dropbox.close();
  }
}
