package io.landfall.api.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.stream.KillSwitches;
import akka.stream.UniqueKillSwitch;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import io.landfall.api.download.FileStream.FilePart;
import io.landfall.metering.ByteRates.ByteRate;
import io.landfall.metering.MeteredDownload;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportId;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FileStreamTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int BYTES = 100_000;

  private static ActorTestKit testKit;

  private final ExportAttempt attempt = new ExportAttempt(ExportId.generate(), 1);
  private final DownloadMemory memory = new DownloadMemory(8 << 20);
  private final AskedRate ofLink = new AskedRate();
  private final AskedRate ofOwner = new AskedRate();

  @BeforeAll
  static void start() {
    testKit = ActorTestKit.create();
  }

  @AfterAll
  static void stop() {
    testKit.shutdownTestKit();
  }

  /** A rate that gives what the test says. */
  private static final class AskedRate implements ByteRate {
    private final Queue<CompletableFuture<Void>> asked = new ConcurrentLinkedQueue<>();

    @Override
    public int mostBytes() {
      return BYTES;
    }

    @Override
    public CompletionStage<Void> take(int bytes) {
      var taken = new CompletableFuture<Void>();
      asked.add(taken);
      return taken;
    }

    @Override
    public boolean isCrowded() {
      return false;
    }

    private CompletableFuture<Void> awaitAsked() {
      await().atMost(SOON).until(() -> !asked.isEmpty());
      return asked.peek();
    }
  }

  private UniqueKillSwitch open() {
    var part =
        new FilePart(
            attempt,
            (offset, length, isWanted) ->
                CompletableFuture.completedStage(List.of(ByteString.fromArray(new byte[length]))),
            0,
            BYTES,
            MeteredDownload.uncounted(BYTES),
            List.of(ofLink, ofOwner));
    return Source.fromGraph(new FileStream(part, memory))
        .viaMat(KillSwitches.single(), Keep.right())
        .to(Sink.ignore())
        .run(testKit.system());
  }

  @Test
  void whoGoesWhileHeWaitsTakesNothingOfAnyRate() {
    UniqueKillSwitch first = open();
    CompletableFuture<Void> taken = ofLink.awaitAsked();
    first.shutdown();
    await().atMost(SOON).untilAsserted(() -> assertThat(taken).isCancelled());
    assertThat(ofOwner.asked).isEmpty();
  }

  @Test
  void whoGoesWhileHeWaitsForTheSecondRateTakesNothingOfThat() {
    UniqueKillSwitch reader = open();
    ofLink.awaitAsked().complete(null);
    CompletableFuture<Void> taken = ofOwner.awaitAsked();
    reader.shutdown();
    await().atMost(SOON).untilAsserted(() -> assertThat(taken).isCancelled());
    assertThat(memory.readers()).isZero();
  }
}
