package io.landfall.delivery.s3;

import static java.util.concurrent.TimeUnit.MINUTES;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import io.landfall.delivery.DeliveryItem;
import io.landfall.delivery.TestDeliveryRun;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportId;
import io.landfall.model.StoredPart;
import io.landfall.model.request.OutputFormat.FileFormat;
import io.landfall.node.embedded.DataFolder;
import io.landfall.node.embedded.EmbeddedStore;
import io.landfall.secret.Secret;
import io.landfall.store.ObjectKeys;
import io.landfall.store.StoreSettings;
import io.landfall.store.UploadBody;
import io.landfall.store.s3.S3ObjectStore;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * A file from our store into a bucket of another one, each a server of its own: a delivery, which
 * reads back what it has written, beside {@code aws s3 cp} from one through a pipe into the other,
 * which does not. Both step back behind other work of the machine as deliveries do (nice 5).
 * Arguments: megabytes, rounds.
 */
public final class S3DeliveryBenchmark {
  private S3DeliveryBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    int megabytes = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 256;
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
    Path folder = Files.createTempDirectory("s3-delivery");
    ActorTestKit testKit = ActorTestKit.create();
    try (DataFolder ourFolder = DataFolder.acquire(folder.resolve("ours"));
        EmbeddedStore ourServer = EmbeddedStore.start(ourFolder);
        DataFolder theirFolder = DataFolder.acquire(folder.resolve("theirs"));
        EmbeddedStore theirServer = EmbeddedStore.start(theirFolder);
        S3ObjectStore ours =
            new S3ObjectStore(
                testKit.system(), settings(ourServer, ourServer.endpoint().bucket()));
        S3ObjectStore theirs = new S3ObjectStore(testKit.system(), settings(theirServer, "maps"));
        UserBucketClients clients =
            new UserBucketClients(
                settings(ourServer, ourServer.endpoint().bucket()), deliverySettings())) {
      ours.ensureBucket().toCompletableFuture().get(1, MINUTES);
      theirs.ensureBucket().toCompletableFuture().get(1, MINUTES);
      DeliveryItem item = item(ours, megabytes);
      List<Double> ratios = new ArrayList<>();
      for (int round = 0; round <= rounds; round++) {
        var target =
            new S3Target(testKit.system(), ours, clients, bucket(theirServer, "r" + round));
        long begun = System.nanoTime();
        target.deliver(item, new TestDeliveryRun()).toCompletableFuture().get(5, MINUTES);
        double delivered = megabytes / seconds(begun);
        begun = System.nanoTime();
        copyByAws(ourServer, item.object().key(), theirServer, "aws" + round);
        double copied = megabytes / seconds(begun);
        System.out.printf(
            Locale.ROOT,
            "%s delivery %.0f MB/s, aws s3 cp %.0f MB/s, ratio %.2f%n",
            round == 0 ? "warm-up:" : "round " + round + ":",
            delivered,
            copied,
            delivered / copied);
        if (round > 0) {
          ratios.add(delivered / copied);
        }
      }
      ratios.sort(null);
      System.out.printf(
          Locale.ROOT, "median ratio of %d: %.2f%n", rounds, ratios.get(ratios.size() / 2));
    } finally {
      testKit.shutdownTestKit();
    }
  }

  private static double seconds(long begun) {
    return (System.nanoTime() - begun) / 1e9;
  }

  private static void copyByAws(EmbeddedStore from, String key, EmbeddedStore to, String name)
      throws Exception {
    String command =
        "set -o pipefail; %s nice -n 5 aws --endpoint-url %s s3 cp --only-show-errors s3://%s/%s - | %s nice -n 5 aws --endpoint-url %s s3 cp --only-show-errors - s3://maps/%s"
            .formatted(
                keys(from),
                from.endpoint().endpoint(),
                from.endpoint().bucket(),
                key,
                keys(to),
                to.endpoint().endpoint(),
                name);
    int status = new ProcessBuilder("bash", "-c", command).inheritIO().start().waitFor();
    if (status != 0) {
      throw new IllegalStateException("aws s3 cp ended with " + status);
    }
  }

  private static String keys(EmbeddedStore server) {
    return "AWS_ACCESS_KEY_ID=%s AWS_SECRET_ACCESS_KEY=%s AWS_DEFAULT_REGION=us-east-1 AWS_REQUEST_CHECKSUM_CALCULATION=when_required"
        .formatted(server.endpoint().accessKeyId(), server.endpoint().secretAccessKey());
  }

  private static S3DeliverySettings deliverySettings() {
    return new S3DeliverySettings(
        List.of("127.0.0.1", "localhost"),
        "",
        "",
        16 << 20,
        Duration.ofSeconds(30),
        256 << 10,
        Duration.ofMinutes(1));
  }

  private static UserBucket bucket(EmbeddedStore server, String prefix) {
    return new UserBucket(
        "ann",
        "maps",
        prefix,
        server.endpoint().region(),
        URI.create(server.endpoint().endpoint()),
        new UserBucket.AccessKeys(
            server.endpoint().accessKeyId(), Secret.of(server.endpoint().secretAccessKey()), null),
        UserBucket.ObjectOptions.NONE);
  }

  private static DeliveryItem item(S3ObjectStore store, int megabytes) throws Exception {
    byte[] content = new byte[megabytes << 20];
    new Random(1).nextBytes(content);
    var attempt = ExportAttempt.first(ExportId.generate());
    String key = ObjectKeys.file(attempt, "map.tif");
    store.put(key, UploadBody.of(content), "image/tiff").toCompletableFuture().get(2, MINUTES);
    List<StoredPart> parts = new ArrayList<>();
    int partBytes = 30 << 20;
    for (int from = 0; from < content.length; from += partBytes) {
      byte[] part = Arrays.copyOfRange(content, from, Math.min(content.length, from + partBytes));
      String sha256 = HexFormat.of().formatHex(UploadBody.of(part).digest("SHA-256"));
      parts.add(new StoredPart(parts.size() + 1, "", part.length, sha256));
    }
    return new DeliveryItem(
        attempt,
        "map.tif",
        FileFormat.COG,
        store.find(key).toCompletableFuture().get(1, MINUTES).orElseThrow(),
        parts,
        0);
  }

  private static StoreSettings settings(EmbeddedStore server, String bucket) {
    var at = server.endpoint();
    return new StoreSettings(
        at.endpoint(), bucket, at.accessKeyId(), Secret.of(at.secretAccessKey()), at.region());
  }
}
