package io.landfall.store.s3;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.landfall.store.StoreSettings;
import io.landfall.store.UploadBody;
import io.landfall.store.UploadRules;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of a store's {@link UploadRules}: by the settings, by the name of its host, by what
 * an earlier node wrote into the bucket, or else by an {@link UploadTrial}, whose outcome is
 * written there.
 */
final class KnownUploadRules {
  private static final Logger LOG = LoggerFactory.getLogger(KnownUploadRules.class);

  /** Where the outcome of the trial stands. Without it there is another one. */
  static final String KEY = "store/upload-rules.json";

  private static final long MAX_BYTES = 16 << 10;
  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final S3ObjectStore store;
  private final StoreSettings settings;
  private CompletableFuture<UploadRules> rules;

  /**
   * What stands in the bucket. A bucket may be copied to another store, so it names its own.
   *
   * @param endpoint that was tried
   */
  record TrialOutcome(String endpoint, boolean equalParts, int maxParts) {}

  KnownUploadRules(S3ObjectStore store, StoreSettings settings) {
    this.store = store;
    this.settings = settings;
  }

  /** Returns the rules. What failed is asked for again by the next call. */
  synchronized CompletionStage<UploadRules> known() {
    if (rules == null || rules.isCompletedExceptionally()) {
      rules =
          given()
              .map(CompletableFuture::completedFuture)
              .orElseGet(() -> readOrTry().toCompletableFuture());
    }
    return rules;
  }

  /** Returns what settings or the host's name say, or else what comes of another trial. */
  CompletionStage<UploadRules> renewed() {
    return given().map(CompletableFuture::completedStage).orElseGet(this::tryOut);
  }

  private Optional<UploadRules> given() {
    return settings.partSizes().rulesAt(settings.address().getHost());
  }

  private CompletionStage<UploadRules> readOrTry() {
    return store
        .find(KEY)
        .thenCompose(
            found ->
                found.isEmpty()
                    ? CompletableFuture.completedStage(Optional.<UploadRules>empty())
                    : store.get(KEY, MAX_BYTES).thenApply(this::read))
        .thenCompose(
            read -> read.isPresent() ? CompletableFuture.completedStage(read.get()) : tryOut());
  }

  /** What cannot be read, or is of another store, is as good as nothing. */
  private Optional<UploadRules> read(byte[] json) {
    try {
      TrialOutcome outcome = JSON.readValue(json, TrialOutcome.class);
      return outcome != null
              && settings.shownAddress().equals(outcome.endpoint())
              && outcome.maxParts() > 0
          ? Optional.of(new UploadRules(outcome.equalParts(), outcome.maxParts()))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Tries out what the store takes, and writes it down. */
  private CompletionStage<UploadRules> tryOut() {
    return new UploadTrial(store)
        .run()
        .thenCompose(
            found -> {
              LOG.info(
                  "Tried out that the store at {} {}", settings.shownAddress(), found.inWords());
              return store
                  .put(KEY, UploadBody.of(json(found)), "application/json")
                  .thenApply(written -> found);
            });
  }

  private String json(UploadRules found) {
    try {
      return JSON.writeValueAsString(
          new TrialOutcome(settings.shownAddress(), found.equalParts(), found.maxParts()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A record of plain values is always written", e);
    }
  }
}
