package io.landfall.delivery.s3;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A thousand deliveries under random faults. */
@Tag("cluster")
class ManyS3DeliveriesIT {
  private static final int COUNT = Integer.getInteger("s3.manyDeliveries", 500);
  private static final long SEED =
      Long.getLong("s3.seed", new SplittableRandom().nextLong(1_000_000_000L));

  @Test
  void eachFileIsThereOnceByteForByte() throws Exception {
    ActorTestKit testKit = ActorTestKit.create();
    try {
      RandomFaults.deliver(testKit.system(), COUNT, SEED);
    } finally {
      testKit.shutdownTestKit();
    }
  }
}
