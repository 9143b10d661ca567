package io.landfall.delivery.s3;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import io.landfall.delivery.DeliveryItem;
import io.landfall.delivery.Sidecar;
import io.landfall.delivery.TestDeliveryRun;
import io.landfall.destination.DestinationFinding;
import io.landfall.destination.DestinationFinding.FindingStatus;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportId;
import io.landfall.model.StoredPart;
import io.landfall.model.delivery.DeliveryReceipt;
import io.landfall.model.request.OutputFormat.FileFormat;
import io.landfall.node.embedded.DataFolder;
import io.landfall.node.embedded.EmbeddedStore;
import io.landfall.secret.Secret;
import io.landfall.store.ObjectKeys;
import io.landfall.store.StoreSettings;
import io.landfall.store.UploadBody;
import io.landfall.store.s3.S3ObjectStore;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deliveries into a bucket of a server that other people wrote: the embedded S3Proxy. */
class ForeignBucketIT {
  private static final int PART = 5 << 20;
  @TempDir static Path folder;
  private static ActorTestKit testKit;
  private static DataFolder data;
  private static EmbeddedStore server;
  private static S3ObjectStore ours;
  private static S3ObjectStore theirs;
  private static UserBucketClients clients;

  @BeforeAll
  static void start() throws Exception {
    testKit = ActorTestKit.create();
    data = DataFolder.acquire(folder);
    server = EmbeddedStore.start(data);
    ours = new S3ObjectStore(testKit.system(), settings(server.endpoint().bucket()));
    theirs = new S3ObjectStore(testKit.system(), settings("maps"));
    now(ours.ensureBucket());
    now(theirs.ensureBucket());
    clients =
        new UserBucketClients(
            settings(server.endpoint().bucket()),
            new S3DeliverySettings(
                List.of(URI.create(server.endpoint().endpoint()).getHost()),
                "",
                "",
                PART,
                Duration.ofSeconds(20),
                1 << 20,
                Duration.ofSeconds(40)));
  }

  @AfterAll
  static void stop() {
    clients.close();
    ours.close();
    theirs.close();
    testKit.shutdownTestKit();
    server.close();
    data.close();
  }

  @Test
  void filesArriveInOneRequestAndInParts() throws Exception {
    for (int bytes : new int[] {1_000, 2 * PART + 1_234}) {
      DeliveryItem item = item(bytes);
      var run =
          new TestDeliveryRun(
              (names, sha256) -> List.of(Sidecar.text(names.checksums(), "text/plain", sha256)));
      DeliveryReceipt receipt = now(target("a b+ü/{exportId}").deliver(item, run));
      String key = "a b+ü/" + item.attempt().id() + "/map.tif";
      assertThat(receipt.href()).isEqualTo("s3://maps/" + key);
      assertThat(now(theirs.get(key, 1 << 25)))
          .isEqualTo(now(ours.get(item.object().key(), 1 << 25)));
      assertThat(now(theirs.get(key + ".sha256", 100))).asString().isEqualTo(receipt.sha256());
      assertThat(now(target("a b+ü/{exportId}").deliver(item, run)).sha256())
          .isEqualTo(receipt.sha256());
      assertThat(now(theirs.uploads("a"))).isEmpty();
    }
  }

  @Test
  void anObjectOfSomebodyElseStays() throws Exception {
    now(theirs.put("taken/map.tif", UploadBody.of("theirs"), "text/plain"));
    assertThatThrownBy(() -> now(target("taken").deliver(item(2 * PART), new TestDeliveryRun())))
        .hasMessageContaining("another object is there");
    assertThat(now(theirs.get("taken/map.tif", 10))).asString().isEqualTo("theirs");
  }

  @Test
  void aCheckFindsItGood() throws Exception {
    List<DestinationFinding> findings = now(target("checked").check());
    assertThat(findings).allMatch(finding -> finding.status() == FindingStatus.OK);
    assertThat(now(theirs.list("checked/"))).isEmpty();
  }

  private static S3Target target(String prefix) {
    var keys =
        new UserBucket.AccessKeys(
            server.endpoint().accessKeyId(), Secret.of(server.endpoint().secretAccessKey()), null);
    return new S3Target(
        testKit.system(),
        ours,
        clients,
        new UserBucket(
            "ann",
            "maps",
            prefix,
            server.endpoint().region(),
            URI.create(server.endpoint().endpoint()),
            keys,
            UserBucket.ObjectOptions.NONE));
  }

  private static DeliveryItem item(int bytes) throws Exception {
    byte[] content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    var attempt = ExportAttempt.first(ExportId.generate());
    String key = ObjectKeys.file(attempt, "map.tif");
    UploadBody body = UploadBody.of(content);
    now(ours.put(key, body, "image/tiff"));
    String sha256 = HexFormat.of().formatHex(body.digest("SHA-256"));
    return new DeliveryItem(
        attempt,
        "map.tif",
        FileFormat.COG,
        now(ours.find(key)).orElseThrow(),
        List.of(new StoredPart(0, "", bytes, sha256)),
        0);
  }

  private static StoreSettings settings(String bucket) {
    var at = server.endpoint();
    return new StoreSettings(
        at.endpoint(), bucket, at.accessKeyId(), Secret.of(at.secretAccessKey()), at.region());
  }

  private static <T> T now(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(60, SECONDS);
  }
}
