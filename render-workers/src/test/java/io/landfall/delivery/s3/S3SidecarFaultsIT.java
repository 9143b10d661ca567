package io.landfall.delivery.s3;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import io.landfall.delivery.DeliveryItem;
import io.landfall.delivery.TestDeliveryRun;
import io.landfall.model.ErrorCode;
import io.landfall.store.s3.FakeS3.Fault;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Sidecars in a user's bucket that come to be something else than was sent. */
class S3SidecarFaultsIT {
  private static final int SMALL = 1_000;
  private static final String KEY = "exports/map.tif.sha256";
  private static ActorTestKit testKit;
  private final S3Fixture s3 = new S3Fixture(testKit.system());

  @BeforeAll
  static void startAkka() {
    testKit = ActorTestKit.create();
  }

  @AfterAll
  static void stopAkka() {
    testKit.shutdownTestKit();
  }

  @AfterEach
  void stop() {
    s3.close();
  }

  @Test
  void f12OneThatIsReadBackDifferentlyIsRemovedAndWrittenOnce() throws Exception {
    s3.s3.fail("PUT /maps/" + KEY, 1, Fault.CORRUPT);
    DeliveryItem item = s3.item(SMALL, 1);
    S3Fixture.now(s3.target().deliver(item, new TestDeliveryRun(S3Fixture.CHECKSUM)));
    assertThat(s3.maps.object(KEY)).asString().isEqualTo(checksum(item));
    assertThat(s3.s3.count("DELETE /maps/" + KEY)).isEqualTo(1);
    assertThat(s3.s3.count("DELETE")).isEqualTo(1);
  }

  @Test
  void f12AStoreThatAlwaysGarblesThemIsNoSuccess() throws Exception {
    s3.s3.fail("PUT /maps/" + KEY, 100, Fault.CORRUPT);
    var run = new TestDeliveryRun(S3Fixture.CHECKSUM);
    assertThat(S3Fixture.code(s3.target().deliver(s3.item(SMALL, 2), run)))
        .isEqualTo(ErrorCode.DESTINATION_UNWRITABLE);
    assertThat(s3.maps.keys()).containsExactly("exports/map.tif");
  }

  @Test
  void f14OneOfSomebodyElseThatAppearsMeanwhileStays() throws Exception {
    DeliveryItem item = s3.item(SMALL, 3);
    byte[] other = checksum(item).replace('\n', '!').getBytes(StandardCharsets.UTF_8);
    var commits = new AtomicInteger();
    var run =
        new TestDeliveryRun(
            S3Fixture.CHECKSUM,
            () -> {
              if (commits.incrementAndGet() == 2) { // of the sidecar, after the file
                s3.maps.put(KEY, other);
              }
              return CompletableFuture.completedStage(Done.getInstance());
            });
    assertThat(S3Fixture.code(s3.target().deliver(item, run)))
        .isEqualTo(ErrorCode.DESTINATION_EXISTS);
    assertThat(s3.maps.object(KEY)).isEqualTo(other);
    assertThat(s3.s3.count("DELETE")).isZero();
  }

  private String checksum(DeliveryItem item) {
    return S3Fixture.sha256(s3.content(item)) + "\n";
  }
}
