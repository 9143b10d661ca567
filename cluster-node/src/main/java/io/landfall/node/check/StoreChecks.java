package io.landfall.node.check;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.landfall.http.AddressPolicy;
import io.landfall.http.BoundedBody;
import io.landfall.http.BoundedHttpClient;
import io.landfall.http.GetRequest;
import io.landfall.http.ResponseLimits;
import io.landfall.http.TransientException;
import io.landfall.model.ExportFailure;
import io.landfall.store.StoreSettings;
import io.landfall.store.UploadBody;
import io.landfall.store.UploadRules;
import io.landfall.store.s3.S3ObjectStore;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Looks whether the object store works for us: whether it answers, its clock, our bucket and rights
 * in it, and what it takes as parts of uploads.
 */
public final class StoreChecks {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int MAX_ANSWER_BYTES = 8 << 10;

  /** Stores refuse what was signed a quarter of an hour before or after their own time. */
  private static final Duration LARGEST_SKEW = Duration.ofMinutes(10);

  /** Written and deleted, to see whether that is allowed. */
  private static final String TRIED_KEY = "store/doctor";

  private final Config config;
  private final StoreSettings settings;
  private final Clock clock;

  /**
   * Makes the checks of a store.
   *
   * @param config with the settings of Akka
   */
  public StoreChecks(Config config, StoreSettings settings, Clock clock) {
    this.config = config;
    this.settings = settings.retryingFor(TIMEOUT);
    this.clock = clock;
  }

  /** Looks at everything; one that does not answer is asked no more. */
  public List<CheckResult> run() {
    try {
      HttpResponse<BoundedBody> answer = ask();
      if (answer.statusCode() >= 500) {
        return List.of(new CheckResult("store", false, says(answer)));
      }
      List<CheckResult> results = new ArrayList<>();
      results.add(new CheckResult("store", true, name() + " answers"));
      results.add(clock(answer.headers().firstValue("Date").orElse(""), clock.instant()));
      results.addAll(bucket());
      return List.copyOf(results);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of(new CheckResult("store", false, "interrupted"));
    } catch (IOException e) {
      return List.of(
          new CheckResult(
              "store", false, "%s: %s".formatted(name(), TransientException.messageOf(e))));
    }
  }

  /** Any HTTP answer shows that a store listens there. */
  private HttpResponse<BoundedBody> ask() throws IOException, InterruptedException {
    var get =
        new GetRequest(
            settings.address().resolve("/"),
            Map.of(),
            AddressPolicy.anywhere(),
            (response, to) -> false); // a redirect is an answer too
    return new BoundedHttpClient(TIMEOUT).get(get, ResponseLimits.of(TIMEOUT, MAX_ANSWER_BYTES));
  }

  private String says(HttpResponse<?> answer) {
    return "%s answers %d".formatted(name(), answer.statusCode());
  }

  private String name() {
    return "bucket %s at %s".formatted(settings.bucket(), settings.shownAddress());
  }

  /**
   * Compares clocks.
   *
   * @param date the header of that name; one that cannot be read is no time
   */
  static CheckResult clock(String date, Instant now) {
    try {
      Instant theirs = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration skew = Duration.between(theirs, now).abs();
      boolean isNear = skew.compareTo(LARGEST_SKEW) < 0;
      return new CheckResult(
          "store clock",
          isNear,
          "%d s from ours%s"
              .formatted(
                  skew.toSeconds(),
                  isNear ? "" : ": it refuses what we sign. Let NTP set both clocks"));
    } catch (DateTimeParseException e) {
      return new CheckResult("store clock", true, "the store tells no time");
    }
  }

  /** Does what exports do, with our keys; what follows on what is refused is not tried. */
  private List<CheckResult> bucket() {
    Config local = ConfigFactory.parseMap(Map.of("akka.actor.provider", "local"));
    ActorSystem<Void> system =
        ActorSystem.create(Behaviors.empty(), "doctor", local.withFallback(config));
    List<CheckResult> results = new ArrayList<>();
    try (var store = new S3ObjectStore(system, settings)) {
      boolean isOpen =
          isDone(results, "store key", "open", "opens the bucket", store::ensureBucket)
              && isDone(
                  results, "store list", "list objects of", "allowed", () -> store.list(TRIED_KEY))
              && isDone(
                  results,
                  "store write",
                  "write " + TRIED_KEY + " in",
                  "allowed",
                  () -> store.put(TRIED_KEY, UploadBody.of("ours"), "text/plain"))
              && isDone(
                  results,
                  "store read",
                  "read " + TRIED_KEY + " in",
                  "allowed",
                  () -> store.get(TRIED_KEY, MAX_ANSWER_BYTES).thenApply(StoreChecks::checkOurs))
              && isDone(
                  results,
                  "store delete",
                  "delete " + TRIED_KEY + " in",
                  "allowed",
                  () -> store.delete(TRIED_KEY));
      if (isOpen) {
        results.add(parts(store));
      }
      return results;
    } finally {
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().join();
    }
  }

  /**
   * Does one thing and tells how it went.
   *
   * @param what is done, before the words "bucket NAME"
   * @param well what to say when it works
   */
  private boolean isDone(
      List<CheckResult> results,
      String name,
      String what,
      String well,
      Supplier<CompletionStage<?>> call) {
    try {
      call.get().toCompletableFuture().join();
      results.add(new CheckResult(name, true, well));
      return true;
    } catch (CompletionException e) {
      results.add(
          new CheckResult(
              name,
              false,
              "cannot %s bucket %s: %s"
                  .formatted(what, settings.bucket(), ExportFailure.of(e).getMessage())));
      return false;
    }
  }

  private static byte[] checkOurs(byte[] read) {
    if (!Arrays.equals(read, "ours".getBytes(StandardCharsets.UTF_8))) {
      throw new IllegalStateException("what comes back is not what was written");
    }
    return read;
  }

  private CheckResult parts(S3ObjectStore store) {
    try {
      UploadRules rules = store.renewedUploadRules().toCompletableFuture().join();
      return new CheckResult("store parts", true, "the store " + rules.inWords());
    } catch (CompletionException e) {
      return new CheckResult("store parts", false, ExportFailure.of(e).getMessage());
    }
  }
}
