package io.landfall.store.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.util.ByteString;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.StoredPart;
import io.landfall.store.ObjectStore;
import io.landfall.store.StoreSettings;
import io.landfall.store.UploadBody;
import io.landfall.store.s3.FakeS3.Fault;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class S3ObjectStoreIT {
  private static ActorTestKit testKit;
  private static final String KEY = "exports/1/a b+ü.tif";
  private static final int MIN_PART = 5 * 1024 * 1024;

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
  void objectsAreWrittenReadListedAndDeleted() throws Exception {
    StoredPart put = now(store.put(KEY, UploadBody.of("hello"), "image/tiff"));
    assertThat(put.bytes()).isEqualTo(5);
    assertThat(put.sha256()).startsWith("2cf24dba5fb0a30e");
    assertThat(now(store.find(KEY)).orElseThrow().bytes()).isEqualTo(5);
    assertThat(now(store.find("exports/none"))).isEmpty();
    assertThat(new String(now(store.get(KEY, 10)), UTF_8)).isEqualTo("hello");
    assertThat(text(store.read(KEY, 1, 3))).isEqualTo("ell");
    assertThat(now(store.list("exports/1/"))).containsExactly(KEY);
    now(store.delete(KEY));
    now(store.delete(KEY));
    assertThat(now(store.list("exports/"))).isEmpty();
  }

  @Test
  void partsArriveInAnyOrderAndBecomeOneObject() throws Exception {
    String upload = now(store.openUpload(KEY, "image/tiff"));
    StoredPart last = now(store.putPart(KEY, upload, 7, UploadBody.of("end")));
    byte[] first = {1, 2};
    StoredPart head =
        now(store.putPart(KEY, upload, 1, UploadBody.paddedTo(List.of(first, first), MIN_PART)));
    assertThat(head.bytes()).isEqualTo(MIN_PART);
    assertThat(now(store.parts(KEY, upload)).orElseThrow())
        .extracting(StoredPart::number)
        .containsExactly(1, 7);
    assertThat(now(store.uploads("exports/")))
        .extracting(ObjectStore.OpenUpload::uploadId)
        .containsExactly(upload);

    assertThat(now(store.complete(KEY, upload, List.of(head, last))).bytes())
        .isEqualTo(MIN_PART + 3);

    byte[] object = s3.object(KEY);
    assertThat(Arrays.copyOf(object, 6)).containsExactly(1, 2, 1, 2, 0, 0);
    assertThat(new String(object, MIN_PART, 3, UTF_8)).isEqualTo("end");
    assertThat(now(store.parts(KEY, upload))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"ANSWER_500", "DROP_REQUEST", "DROP_ANSWER", "CORRUPT"})
  void aPartIsSentAgainUntilTheStoreHasItsBytes(Fault fault) throws Exception {
    String upload = now(store.openUpload(KEY, "image/tiff"));
    s3.fail("partNumber=3", 2, fault);

    StoredPart part = now(store.putPart(KEY, upload, 3, UploadBody.of("bytes")));

    now(store.complete(KEY, upload, List.of(part)));
    assertThat(new String(s3.object(KEY), UTF_8)).isEqualTo("bytes");
    assertThat(s3.count("partNumber=3")).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"ANSWER_500", "DROP_REQUEST", "DROP_ANSWER", "ERROR_IN_200"})
  void completeIsLookedUpWhenItsAnswerIsLost(Fault fault) throws Exception {
    String upload = now(store.openUpload(KEY, "image/tiff"));
    StoredPart part = now(store.putPart(KEY, upload, 1, UploadBody.of("bytes")));
    s3.fail(request -> request.startsWith("POST") && request.contains("uploadId"), 1, fault);

    assertThat(now(store.complete(KEY, upload, List.of(part))).bytes()).isEqualTo(5);

    long posts = s3.requests.stream().filter(r -> r.startsWith("POST")).count();
    assertThat(posts).isEqualTo(fault == Fault.DROP_ANSWER ? 2 : 3);
    assertThat(now(store.complete(KEY, upload, List.of(part))).bytes())
        .as("asked once more after it is done")
        .isEqualTo(5);
  }

  /** The second copy of a task, or a late result, writes the same bytes once more. */
  @Test
  void aPartThatWasWrittenTwiceCompletesWhereEtagsAreNoSums() throws Exception {
    s3.encryptWithKeys();
    String upload = now(store.openUpload(KEY, "image/tiff"));
    UploadBody padded = UploadBody.paddedTo(List.of(new byte[] {7}), MIN_PART);
    StoredPart noted = now(store.putPart(KEY, upload, 1, padded));
    StoredPart again = now(store.putPart(KEY, upload, 1, padded));
    StoredPart last = now(store.putPart(KEY, upload, 2, UploadBody.of("end")));
    assertThat(again.etag()).isNotEqualTo(noted.etag());

    assertThat(now(store.complete(KEY, upload, List.of(noted, last))).bytes())
        .isEqualTo(MIN_PART + 3);
    assertThat(new String(s3.object(KEY), MIN_PART, 3, UTF_8)).isEqualTo("end");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPartThatWasReplacedByOneOfAnotherSizeIsRefused(boolean encrypts) throws Exception {
    if (encrypts) {
      s3.encryptWithKeys();
    }
    String upload = now(store.openUpload(KEY, "image/tiff"));
    StoredPart noted = now(store.putPart(KEY, upload, 1, UploadBody.of("noted")));
    now(store.putPart(KEY, upload, 1, UploadBody.of("another")));

    assertThatThrownBy(() -> now(store.complete(KEY, upload, List.of(noted))))
        .hasMessageContaining("Cannot complete " + KEY)
        .hasMessageContaining("400 InvalidPart")
        .hasMessageContaining("Retry the export");
    assertThat(s3.keys()).isEmpty();
  }

  @Test
  void abortingTwiceDoesNoHarm() throws Exception {
    String upload = now(store.openUpload(KEY, "image/tiff"));
    now(store.abort(KEY, upload));
    now(store.abort(KEY, upload));
    assertThat(s3.openUploads()).isEmpty();
  }

  @Test
  void aRefusalFailsAtOnceAndNamesOperationKeyAndFix() {
    s3.fail("secret.txt", 9, Fault.ANSWER_403);

    assertThatThrownBy(() -> now(store.put("secret.txt", UploadBody.of("x"), "text/plain")))
        .hasRootCauseInstanceOf(S3ErrorResponse.class)
        .cause()
        .isInstanceOfSatisfying(
            ExportFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.STORE_DENIED))
        .hasMessageContaining("Cannot write secret.txt in bucket landfall")
        .hasMessageContaining("403 AccessDenied")
        .hasMessageContaining("Check the access key");
    assertThat(s3.count("secret.txt")).isEqualTo(1);
  }

  @Test
  void aBucketThatIsNotForUsIsNamed() {
    s3.fail(r -> r.contains(" /landfall"), 9, Fault.ANSWER_403);
    StoreSettings patient = s3.settings().retryingFor(Duration.ofSeconds(30));
    try (var other = new S3ObjectStore(testKit.system(), patient)) {
      assertThatThrownBy(() -> now(other.ensureBucket()))
          .hasMessageContaining("bucket landfall")
          .hasMessageContaining("Check the access key and its rights, the bucket");
    }
  }

  /** As Google's keys whose role is about objects alone. */
  @Test
  void rightsToObjectsAloneAreEnough() throws Exception {
    s3.fail("HEAD /landfall/?", 9, Fault.ANSWER_403);
    now(store.ensureBucket());
  }

  @Test
  void clocksThatAreFarApartAreNamed() {
    s3.fail("x.txt", 9, Fault.SKEWED);
    assertThatThrownBy(() -> now(store.put("x.txt", UploadBody.of("x"), "text/plain")))
        .hasMessageContaining("403 RequestTimeTooSkewed")
        .hasMessageContaining("Set this node's clock");
  }

  @Test
  void aStoreThatListsNoUploadsIsUsedWithout() throws Exception {
    now(store.openUpload(KEY, "image/tiff"));
    s3.limit(new FakeBucket.UploadLimits(false, 10_000, MIN_PART, true, false));
    assertThat(now(store.uploads("exports/"))).isEmpty();
  }

  @Test
  void aLargerObjectThanExpectedIsNotReadIntoMemory() throws Exception {
    now(store.put(KEY, UploadBody.of("too long"), "text/plain"));
    assertThatThrownBy(() -> now(store.get(KEY, 3))).hasMessageContaining("Cannot read");
  }

  private static <T> T now(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, SECONDS);
  }

  private static String text(akka.stream.javadsl.Source<ByteString, ?> source) throws Exception {
    return now(source.runFold(ByteString.emptyByteString(), ByteString::concat, testKit.system()))
        .utf8String();
  }
}
