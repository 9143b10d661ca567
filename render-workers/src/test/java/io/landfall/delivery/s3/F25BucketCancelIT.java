package io.landfall.delivery.s3;

import static io.landfall.delivery.s3.S3Fixture.BYTES;
import static io.landfall.delivery.s3.S3Fixture.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import io.landfall.delivery.DeliveryItem;
import io.landfall.delivery.Sidecars;
import io.landfall.delivery.TestDeliveryRun;
import io.landfall.export.StaleCommitException;
import io.landfall.model.delivery.DeliverySession;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** F25: a canceled delivery leaves no upload, and no file or a complete one that is reported. */
class F25BucketCancelIT {
  private static final int SMALL = 1_000;
  private static final String HREF = "s3://maps/exports/map.tif";
  private static final Duration LIMIT = Duration.ofSeconds(30);
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

  /** A try that ends when something is so: nothing is journalled then, and nothing may be done. */
  private static final class EndingRun extends TestDeliveryRun {
    private final BooleanSupplier isEnded;

    EndingRun(BooleanSupplier isEnded) {
      this.isEnded = isEnded;
    }

    @Override
    public boolean isStopped() {
      return isEnded.getAsBoolean();
    }

    @Override
    public CompletionStage<Done> recordSession(String location, String upload) {
      return isStopped() ? ended() : super.recordSession(location, upload);
    }

    @Override
    public CompletionStage<Done> mayCommit() {
      return isStopped() ? ended() : super.mayCommit();
    }

    private static CompletionStage<Done> ended() {
      return CompletableFuture.failedStage(new StaleCommitException("the export is canceled"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {SMALL, BYTES})
  void f25_canceledBeforeAnyRequestItLeavesNothingOrTellsOfIt(int bytes) throws Exception {
    boolean isDelivered = false;
    for (int requests = 0; !isDelivered; requests++) {
      DeliveryItem item = s3.item(bytes, requests);
      String key = item.attempt().id() + "/map.tif";
      S3Target target = s3.target(s3.bucket("{exportId}"));
      int last = s3.s3.requests.size() + requests;
      var run = new EndingRun(() -> s3.s3.requests.size() >= last);
      isDelivered = now(target.deliver(item, run).handle((receipt, thrown) -> thrown == null));

      Optional<String> left = abandon(target, item, run);

      byte[] there = s3.maps.object(key);
      assertThat(left)
          .as("told after %d requests, delivered: %s", requests, isDelivered)
          .isEqualTo(Optional.ofNullable(there).map(file -> "s3://maps/" + key));
      assertThat(there == null ? s3.content(item) : there).isEqualTo(s3.content(item));
      assertThat(s3.maps.openUploadKeys()).as("after %d requests", requests).isEmpty();
    }
  }

  private static Optional<String> abandon(S3Target target, DeliveryItem item, TestDeliveryRun run)
      throws Exception {
    Optional<DeliverySession> session = run.session();
    return session.isEmpty()
        ? Optional.empty()
        : now(target.abandon(item.attempt(), session.get()));
  }

  @Test
  void f25_canceledWhileAnUploadIsOpenedItIsAborted() throws Exception {
    DeliveryItem item = s3.item(BYTES, 1);
    s3.s3.holdAnswers("POST /maps/exports/map.tif?uploads");
    var isEnded = new CompletableFuture<Void>();
    var run = new EndingRun(isEnded::isDone);
    var delivered = s3.target().deliver(item, run).toCompletableFuture();
    await().atMost(LIMIT).until(() -> s3.s3.count("POST /maps/exports/map.tif?uploads") > 0);
    isEnded.complete(null);

    var left = s3.target().abandon(item.attempt(), run.session().orElseThrow());
    assertWaits(left);
    s3.s3.releaseAnswers();

    assertThat(now(left)).isEmpty();
    Throwable failure = now(delivered.handle((receipt, thrown) -> thrown));
    assertThat(failure).isNotNull();
    assertThat(s3.maps.openUploadKeys()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {SMALL, BYTES})
  void f25_canceledRightAfterItWasAllowedToCommitTheFileIsReported(int bytes) throws Exception {
    DeliveryItem item = s3.item(bytes, 1);
    var isAsked = new CompletableFuture<Void>();
    var answer = new CompletableFuture<Done>();
    var run =
        new TestDeliveryRun(
            Sidecars.NONE,
            () -> {
              isAsked.complete(null);
              return answer;
            });
    var delivered = s3.target().deliver(item, run);
    isAsked.get(LIMIT.toSeconds(), TimeUnit.SECONDS);

    var intent = new DeliverySession(0, "exports/map.tif", null);
    var left = s3.target().abandon(item.attempt(), intent);
    assertWaits(left);
    answer.complete(Done.getInstance());

    assertThat(now(left)).hasValue(HREF);
    assertThat(now(delivered).href()).isEqualTo(HREF);
  }

  private static void assertWaits(CompletionStage<?> left) {
    assertThatThrownBy(() -> left.toCompletableFuture().get(300, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
  }
}
