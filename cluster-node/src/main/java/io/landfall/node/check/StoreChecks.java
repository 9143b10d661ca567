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
import io.landfall.store.S3ObjectStore;
import io.landfall.store.StoreSettings;
import io.landfall.store.UploadBody;
import io.landfall.store.UploadRules;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

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
      return List.of(
          new CheckResult("store", true, says(answer)),
          clock(answer.headers().firstValue("Date").orElse(""), clock.instant()),
          bucket());
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
      return new CheckResult(
          "store clock",
          skew.compareTo(LARGEST_SKEW) < 0,
          "%d s from ours".formatted(skew.toSeconds()));
    } catch (DateTimeParseException e) {
      return new CheckResult("store clock", true, "the store tells no time");
    }
  }

  private CheckResult bucket() {
    Config local = ConfigFactory.parseMap(Map.of("akka.actor.provider", "local"));
    ActorSystem<Void> system =
        ActorSystem.create(Behaviors.empty(), "doctor", local.withFallback(config));
    try (var store = new S3ObjectStore(system, settings)) {
      store.ensureBucket().toCompletableFuture().join();
      store.list(TRIED_KEY).toCompletableFuture().join();
      store.put(TRIED_KEY, UploadBody.of("ours"), "text/plain").toCompletableFuture().join();
      store.delete(TRIED_KEY).toCompletableFuture().join();
      UploadRules rules = store.renewedUploadRules().toCompletableFuture().join();
      return new CheckResult("bucket", true, "%s %s".formatted(settings.bucket(), rules.inWords()));
    } catch (CompletionException e) {
      return new CheckResult("bucket", false, ExportFailure.of(e).getMessage());
    } finally {
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().join();
    }
  }
}
