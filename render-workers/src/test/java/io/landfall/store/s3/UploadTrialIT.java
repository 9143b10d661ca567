package io.landfall.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.store.PartSizes;
import io.landfall.store.StoreSettings;
import io.landfall.store.UploadBody;
import io.landfall.store.UploadRules;
import io.landfall.store.s3.FakeBucket.UploadLimits;
import io.landfall.store.s3.FakeS3.Fault;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stores take as parts is found out by real uploads, once, and nothing is left of them. */
class UploadTrialIT {
  private static ActorTestKit testKit;
  private static FakeS3 s3;
  private static final int MIB = 1 << 20;

  @BeforeEach
  void empty() {
    s3.forget("");
    s3.requests.clear();
    s3.limit(UploadLimits.S3);
  }

  @AfterEach
  void heal() {
    s3.heal();
  }

  @BeforeAll
  static void start() {
    testKit = ActorTestKit.create();
    s3 = FakeS3.start();
  }

  @AfterAll
  static void stop() {
    testKit.shutdownTestKit();
    s3.close();
  }

  @ParameterizedTest(name = "equal {0}, up to {1}, from {2} MiB: composed {3}, up to {4}")
  @CsvSource({
    "false, 10000,  5, false, 10000",
    "true,  10000,  5, true,  10000", // Cloudflare R2
    "false,  1000,  5, false,  1000", // Scaleway, OpenStack Swift
    "false, 10000, 10, true,  10000", // larger parts than ours
    "true,   1000,  5, true,   1000",
  })
  void whatTheStoreTakesIsFound(
      boolean equal, int maxParts, int minMib, boolean composed, int foundParts) {
    s3.limit(new UploadLimits(equal, maxParts, minMib * MIB, true, true));

    assertThat(rules(PartSizes.AUTO)).isEqualTo(new UploadRules(composed, foundParts));
    assertThat(s3.keys()).containsExactly(KnownUploadRules.KEY);
    assertThat(s3.openUploads()).isEmpty();
  }

  @Test
  void itIsFoundOnceForAllNodes() {
    s3.wantEqualParts();
    rules(PartSizes.AUTO);
    s3.requests.clear();

    assertThat(rules(PartSizes.AUTO)).isEqualTo(UploadRules.EQUAL_PARTS);
    assertThat(s3.requests).noneMatch(request -> request.startsWith("P"));
  }

  @Test
  void aBucketCopiedFromAnotherStoreIsTriedAgain() {
    try (var store = store(PartSizes.AUTO)) {
      String there = "{\"endpoint\":\"http://elsewhere\",\"equalParts\":false,\"maxParts\":10000}";
      store
          .put(KnownUploadRules.KEY, UploadBody.of(there), "application/json")
          .toCompletableFuture()
          .join();
    }
    s3.wantEqualParts();

    assertThat(rules(PartSizes.AUTO)).isEqualTo(UploadRules.EQUAL_PARTS);
  }

  @Test
  void settingsGoBeforeAnyTrial() {
    assertThat(rules(PartSizes.EQUAL)).isEqualTo(UploadRules.EQUAL_PARTS);
    assertThat(rules(PartSizes.ANY)).isEqualTo(UploadRules.S3);
    assertThat(s3.requests).isEmpty();
  }

  @Test
  void aStoreWithoutUploadsIsNamed() {
    s3.limit(new UploadLimits(false, 10_000, 5 * MIB, false, true));
    assertThatThrownBy(() -> rules(PartSizes.AUTO))
        .cause()
        .isInstanceOf(ExportFailure.class)
        .hasMessageContaining("501 NotImplemented")
        .hasMessageContaining("choose another store")
        .extracting(thrown -> ((ExportFailure) thrown).code())
        .isEqualTo(ErrorCode.STORE_DENIED);
  }

  @Test
  void aStoreThatFailsForAWhileIsNotMistakenForAnother() {
    s3.fail(r -> r.startsWith("POST") && r.contains("uploadId"), 2, Fault.ANSWER_500);
    assertThat(rules(PartSizes.AUTO)).isEqualTo(UploadRules.S3);
  }

  @Test
  void rightsThatAreMissingAreNoRuleAndAreAskedForAgain() {
    try (var store = store(PartSizes.AUTO)) {
      s3.fail("partNumber", 1, Fault.ANSWER_403);
      assertThatThrownBy(() -> store.uploadRules().toCompletableFuture().join())
          .isInstanceOf(CompletionException.class)
          .hasMessageContaining("Check the access key and its rights");
      assertThat(store.uploadRules().toCompletableFuture().join()).isEqualTo(UploadRules.S3);
    }
    assertThat(s3.openUploads()).isEmpty();
  }

  private static UploadRules rules(PartSizes sizes) {
    try (var store = store(sizes)) {
      return store.uploadRules().toCompletableFuture().join();
    }
  }

  private static S3ObjectStore store(PartSizes sizes) {
    StoreSettings usual = s3.settings();
    return new S3ObjectStore(
        testKit.system(),
        new StoreSettings(
            usual.endpoint(),
            usual.bucket(),
            usual.accessKeyId(),
            usual.secretAccessKey(),
            usual.region(),
            sizes,
            Duration.ofSeconds(20),
            8 << 20,
            Duration.ofSeconds(30)));
  }
}
