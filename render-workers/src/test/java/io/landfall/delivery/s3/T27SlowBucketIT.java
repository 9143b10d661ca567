package io.landfall.delivery.s3;

import static io.landfall.delivery.s3.S3Fixture.BYTES;
import static io.landfall.delivery.s3.S3Fixture.now;
import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import io.landfall.delivery.DeliveryItem;
import io.landfall.delivery.TestDeliveryRun;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportId;
import io.landfall.model.StoredObject;
import io.landfall.model.request.OutputFormat;
import io.landfall.pool.NodeMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** T27: whose bucket is slow keeps neither rendering nor other owners waiting. */
class T27SlowBucketIT {
  private static final int SLOW = 12;
  private static final long LARGE = 100L << 20;

  /** A try that gets no further than to its first note in the journal. */
  private static final class SlowRun extends TestDeliveryRun {
    private final CompletableFuture<Done> end;

    SlowRun(CompletableFuture<Done> end) {
      this.end = end;
    }

    @Override
    public CompletionStage<Done> recordSession(String location, String upload) {
      return end;
    }
  }

  @Test
  void t27_manySlowDeliveriesOfOneOwnerTakeNoMemoryOfRenderingAndOthersDeliver() throws Exception {
    ActorTestKit testKit = ActorTestKit.create();
    try (var s3 = new S3Fixture(testKit.system())) {
      var end = new CompletableFuture<Done>();
      List<CompletionStage<?>> slow = new ArrayList<>();
      for (int i = 0; i < SLOW; i++) {
        slow.add(s3.target(s3.bucket("{exportId}")).deliver(large(), new SlowRun(end)));
      }
      assertThat(NodeMemory.of(testKit.system()).taken()).isZero();

      UserBucket anns = s3.bucket("bob");
      var bobs =
          new UserBucket(
              "bob",
              anns.name(),
              anns.prefix(),
              anns.region(),
              anns.endpoint(),
              anns.access(),
              anns.options());
      now(s3.target(bobs).deliver(s3.item(BYTES, 1), new TestDeliveryRun()));
      assertThat(s3.maps.keys()).containsExactly("bob/map.tif");
      end.completeExceptionally(new IllegalStateException("ended by the test"));
      for (CompletionStage<?> delivery : slow) {
        S3Fixture.failure(delivery);
      }
    } finally {
      testKit.shutdownTestKit();
    }
  }

  private static DeliveryItem large() {
    return new DeliveryItem(
        ExportAttempt.first(ExportId.generate()),
        "map.tif",
        OutputFormat.FileFormat.COG,
        new StoredObject("none", "none", LARGE, null),
        List.of(),
        0);
  }
}
