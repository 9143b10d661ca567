package io.landfall.store.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.util.ByteString;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.StoredObject;
import io.landfall.model.StoredPart;
import io.landfall.store.FailingUploads;
import io.landfall.store.StoreSettings;
import io.landfall.store.UploadBody;
import io.landfall.store.s3.FakeS3.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the store's client does when the store fails in the ways that real ones do. */
class StoreFaultsIT {
  private static ActorTestKit testKit;
  private static final String KEY = "exports/1/1/out.tif";
  private static final int MIN_PART = 5 * 1024 * 1024;
  private static final Predicate<String> ANY = request -> true;

  private final FakeS3 s3 = FakeS3.start();
  private S3ObjectStore store = store(Duration.ofSeconds(2), Duration.ofSeconds(20));

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
  void f10EveryThirdRequestFailsAndTheFileIsWhole() throws Exception {
    s3.fail(ANY, 6, 1000, Fault.ANSWER_500);
    s3.fail(ANY, 6, 1000, Fault.SLOW_DOWN);
    String upload = now(store.openUpload(KEY, "image/tiff"));
    List<StoredPart> parts = all(12, n -> store.putPart(KEY, upload, n, body(n)));

    StoredObject object = now(store.complete(KEY, upload, parts));

    assertThat(object.bytes()).isEqualTo(12L * MIN_PART);
    assertThat(text(object, 12)).isEqualTo("abcdefghijkl");
    assertThat(s3.openUploads()).isEmpty();
  }

  /** An outage passes unseen as long as the budget lasts, and few requests are made meanwhile. */
  @Test
  void f10AnOutageIsOutlasted() throws Exception {
    s3.fail(ANY, 1_000_000, Fault.ANSWER_500);
    CompletionStage<StoredPart> put = store.put(KEY, UploadBody.of("hello"), "text/plain");
    store.get(KEY, 10); // that this fails is nothing exports wait for with what they have rendered
    Thread.sleep(3000);
    assertThat(put.toCompletableFuture()).isNotDone();
    assertThat(s3.requests.size()).as("requests in 3 s").isBetween(2, 40);
    FailingUploads failing = store.failing().orElseThrow();
    assertThat(failing.count()).as("of less than 5 s").isZero();
    await().atMost(Duration.ofSeconds(15)).until(failing::count, count -> count == 1);
    assertThat(failing.longest().orElseThrow()).contains("500 InternalError");
    s3.heal();
    now(put);
    assertThat(failing.count()).isZero();
    assertThat(s3.object(KEY)).hasSize(5);
  }

  @Test
  void f10AnOutageLongerThanTheBudgetIsATransientFailure() {
    store = store(Duration.ofSeconds(2), Duration.ofSeconds(2));
    s3.fail(ANY, 1_000_000, Fault.ANSWER_500);
    long began = System.nanoTime();
    assertThatThrownBy(() -> now(store.put(KEY, UploadBody.of("hello"), "text/plain")))
        .hasMessageContaining("500 InternalError")
        .matches(S3ErrorResponse::isTransientLater)
        .cause()
        .isInstanceOfSatisfying(
            ExportFailure.class, f -> assertThat(f.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE));
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
  }

  @Test
  void f10RetryAfterIsHeeded() throws Exception {
    s3.fail("out.tif", 1, Fault.SLOW_DOWN); // says one second
    long began = System.nanoTime();
    now(store.put(KEY, UploadBody.of("hello"), "text/plain"));
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofSeconds(1));
    assertThat(s3.count("out.tif")).isEqualTo(2);
  }

  /** While the store throttles, fewer uploads are under way; afterwards all come through. */
  @Test
  void f10UploadsMakeRoomWhileTheStoreThrottles() throws Exception {
    s3.fail(request -> request.contains("partNumber"), 3, 8, Fault.SLOW_DOWN);
    String upload = now(store.openUpload(KEY, "image/tiff"));
    List<StoredPart> parts = all(32, n -> store.putPart(KEY, upload, n, UploadBody.of("x")));
    assertThat(parts).hasSize(32);
    assertThat(s3.count("partNumber")).isLessThanOrEqualTo(32 + 8);
  }

  @Test
  void f11APartWhoseAnswerHangsIsSentAgainInTime() throws Exception {
    String upload = now(store.openUpload(KEY, "image/tiff"));
    s3.fail("partNumber=3", 1, Fault.HANG);
    long began = System.nanoTime();
    StoredPart part = now(store.putPart(KEY, upload, 3, UploadBody.of("bytes")));
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(6));
    now(store.complete(KEY, upload, List.of(part)));
  }

  /** Answers at 10 KB a second are no progress: of 300 KB each try may take two seconds. */
  @Test
  void f11AReadThatTricklesIsCutOffAndTriedAnew() throws Exception {
    byte[] bytes = new byte[300_000];
    new Random(1).nextBytes(bytes);
    StoredPart put = now(store.put(KEY, UploadBody.of(bytes), "image/tiff"));
    s3.fail(request -> request.startsWith("GET"), 2, Fault.TRICKLE);
    long began = System.nanoTime();

    byte[] read = read(new StoredObject(KEY, put.etag(), bytes.length, null));

    assertThat(read).isEqualTo(bytes);
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(12));
  }

  @Test
  void f11AReadThatBreaksGoesOnWhereItBroke() throws Exception {
    byte[] bytes = new byte[20 << 20];
    new Random(2).nextBytes(bytes);
    StoredPart put = now(store.put(KEY, UploadBody.of(bytes), "image/tiff"));
    s3.fail(request -> request.startsWith("GET"), 2, 2, Fault.DROP_REQUEST);

    assertThat(read(new StoredObject(KEY, put.etag(), bytes.length, null))).isEqualTo(bytes);
    assertThat(s3.requests.stream().filter(r -> r.startsWith("GET"))).hasSizeLessThan(8);
  }

  @Test
  void f12APartThatWasStoredWrongIsSentAgain() throws Exception {
    String upload = now(store.openUpload(KEY, "image/tiff"));
    s3.fail("partNumber=1", 2, Fault.CORRUPT);
    StoredPart part = now(store.putPart(KEY, upload, 1, UploadBody.of("bytes")));
    now(store.complete(KEY, upload, List.of(part)));
    assertThat(new String(s3.object(KEY), UTF_8)).isEqualTo("bytes");
    assertThat(s3.count("partNumber=1")).isEqualTo(3);
  }

  @Test
  void f12AnErrorInA200IsAFailure() throws Exception {
    String upload = now(store.openUpload(KEY, "image/tiff"));
    StoredPart part = now(store.putPart(KEY, upload, 1, UploadBody.of("bytes")));
    s3.fail(r -> r.startsWith("POST"), 1, Fault.ERROR_IN_200);
    assertThat(now(store.complete(KEY, upload, List.of(part))).bytes()).isEqualTo(5);
    assertThat(s3.object(KEY)).hasSize(5);
  }

  @Test
  void f13CompleteSucceededAnswerLost() throws Exception {
    String upload = now(store.openUpload(KEY, "image/tiff"));
    StoredPart part = now(store.putPart(KEY, upload, 1, UploadBody.of("bytes")));
    s3.fail(r -> r.startsWith("POST"), 1, Fault.DROP_ANSWER);
    assertThat(now(store.complete(KEY, upload, List.of(part))).bytes()).isEqualTo(5);

    // and another copy asks again: 404 NoSuchUpload is answered, the object is what was wanted
    assertThat(now(store.complete(KEY, upload, List.of(part))).bytes()).isEqualTo(5);
    assertThat(s3.keys()).containsExactly(KEY);
  }

  @Test
  void f13CompletingAnAbortedUploadFailsAtOnceAndMakesNothing() throws Exception {
    String upload = now(store.openUpload(KEY, "image/tiff"));
    StoredPart part = now(store.putPart(KEY, upload, 1, UploadBody.of("bytes")));
    now(store.abort(KEY, upload));
    assertThatThrownBy(() -> now(store.complete(KEY, upload, List.of(part))))
        .hasMessageContaining("404 NoSuchUpload");
    assertThat(s3.keys()).isEmpty();
    assertThat(s3.requests.stream().filter(r -> r.startsWith("POST"))).hasSize(2);
  }

  @Test
  void f15ARevokedKeyEndsInOneRequestAndSaysSo() throws Exception {
    String upload = now(store.openUpload(KEY, "image/tiff"));
    s3.fail("partNumber", 1_000_000, Fault.ANSWER_403);
    assertThatThrownBy(() -> now(store.putPart(KEY, upload, 1, UploadBody.of("bytes"))))
        .hasMessageContaining("403 AccessDenied")
        .hasMessageContaining("Check the access key and its rights")
        .matches(thrown -> !S3ErrorResponse.isTransientLater(thrown));
    assertThat(s3.count("partNumber")).isEqualTo(1);
  }

  private S3ObjectStore store(Duration timeout, Duration retryFor) {
    StoreSettings usual = s3.settings();
    return new S3ObjectStore(
        testKit.system(),
        new StoreSettings(
            usual.endpoint(),
            usual.bucket(),
            usual.accessKeyId(),
            usual.secretAccessKey(),
            usual.region(),
            usual.partSizes(),
            timeout,
            8 << 20,
            retryFor));
  }

  private static UploadBody body(int number) {
    return UploadBody.paddedTo(List.of(new byte[] {(byte) ('a' + number - 1)}), MIN_PART);
  }

  private String text(StoredObject object, int parts) throws Exception {
    byte[] bytes = read(object);
    var text = new StringBuilder();
    for (int i = 0; i < parts; i++) {
      text.append((char) bytes[i * MIN_PART]);
    }
    return text.toString();
  }

  private byte[] read(StoredObject object) throws Exception {
    return now(store
            .readAll(object)
            .runFold(ByteString.emptyByteString(), ByteString::concat, testKit.system()))
        .toArrayUnsafe();
  }

  private static List<StoredPart> all(
      int count, java.util.function.IntFunction<CompletionStage<StoredPart>> put) throws Exception {
    List<CompletableFuture<StoredPart>> all = new ArrayList<>();
    for (int number = 1; number <= count; number++) {
      all.add(put.apply(number).toCompletableFuture());
    }
    List<StoredPart> parts = new ArrayList<>();
    for (var part : all) {
      parts.add(now(part));
    }
    return parts;
  }

  private static <T> T now(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(30, SECONDS);
  }
}
