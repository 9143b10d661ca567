package io.landfall.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.util.ByteString;
import io.landfall.store.UploadBody;
import io.landfall.store.s3.FakeS3.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Calls of one kind hold no connection that another kind needs. */
class StoreConnectionsIT {
  private static ActorTestKit testKit;
  private static final String SLOW = "exports/1/1/slow.tif";
  private static final String OTHER = "exports/2/1/other.tif";

  private final FakeS3 s3 = FakeS3.start();
  private final S3ObjectStore store = new S3ObjectStore(testKit.system(), s3.settings());

  @AfterEach
  void stop() {
    store.close();
    s3.close();
  }

  @BeforeAll
  static void start() {
    testKit = ActorTestKit.create();
  }

  @AfterAll
  static void stopAkka() {
    testKit.shutdownTestKit();
  }

  @Test
  void slowReadersOfFilesHoldUpNothingElse() throws Exception {
    s3.tamper(SLOW, new byte[1 << 20]);
    s3.tamper(OTHER, new byte[100]);
    s3.fail("GET /landfall/" + SLOW, 1000, Fault.TRICKLE);
    String etag = now(store.find(SLOW)).orElseThrow().etag().replace("\"", "");
    S3Downloads downloads = store.downloads();
    for (int i = 0; i < 40; i++) {
      CompletionStage<?> waits = downloads.read(SLOW, etag, 0, 1 << 20, () -> true);
      assertThat(waits.toCompletableFuture()).isNotCompletedExceptionally();
    }

    assertThat(now(store.probe(OTHER))).isNotNull();
    assertThat(now(downloads.find(OTHER))).isPresent();
    assertThat(now(store.find(OTHER))).isPresent();
    assertThat(now(store.get(OTHER, 100))).hasSize(100);
    assertThat(now(store.put(OTHER, UploadBody.of("more"), "text/plain")).bytes()).isEqualTo(4);
  }

  @Test
  void whoHasGoneBeforeItsTurnCostsTheStoreNothing() throws Exception {
    CompletionStage<?> read = store.downloads().read(OTHER, "any", 0, 100, () -> false);
    await().atMost(Duration.ofSeconds(20)).until(read.toCompletableFuture()::isDone);
    assertThat(read.toCompletableFuture()).isCompletedExceptionally();
    assertThat(s3.count("GET /landfall/" + OTHER)).isZero();
  }

  @Test
  void aConnectionThatStallsIsGivenUpForAnother() throws Exception {
    s3.tamper(OTHER, new byte[100_000]);
    String etag = awaitTag(OTHER);
    s3.fail("GET /landfall/" + OTHER, 1, Fault.HANG_AFTER_HEADERS);
    CompletionStage<Optional<List<ByteString>>> read =
        store.downloads().read(OTHER, etag, 0, 100_000, () -> true);
    assertThat(now(read)).isPresent(); // the store would have taken half a minute
    assertThat(s3.count("GET /landfall/" + OTHER)).isEqualTo(2);
  }

  /** Returns it once the store answers in time: the first answer of a busy machine may not. */
  private String awaitTag(String key) {
    return await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(() -> now(store.find(key)), Optional::isPresent)
        .orElseThrow()
        .etag()
        .replace("\"", "");
  }

  private static <T> T now(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(25, TimeUnit.SECONDS);
  }
}
