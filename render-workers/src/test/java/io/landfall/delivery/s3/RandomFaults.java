package io.landfall.delivery.s3;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.typed.ActorSystem;
import io.landfall.delivery.DeliveryItem;
import io.landfall.delivery.DeliveryRun;
import io.landfall.delivery.TestDeliveryRun;
import io.landfall.http.Backoff;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.delivery.DeliveryReceipt;
import io.landfall.model.delivery.DeliverySession;
import io.landfall.store.s3.FakeS3.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Deliveries into a store whose every request may go wrong, by nodes that are ended and begun anew
 * at any moment, some beside a copy of themselves. What is drawn follows from the seed.
 */
final class RandomFaults {
  private static final int AT_A_TIME = 8;
  private static final int MAX_RESTARTS = 20;

  /** How many of a thousand requests go wrong in each way. */
  private static final Map<Fault, Integer> SHARES =
      Map.of(
          Fault.ANSWER_500, 40,
          Fault.SLOW_DOWN, 2,
          Fault.DROP_REQUEST, 20,
          Fault.DROP_ANSWER, 30,
          Fault.CUT_BODY, 10,
          Fault.TRICKLE, 4,
          Fault.HANG, 1);

  private final S3Fixture s3;
  private final Random random;

  private RandomFaults(S3Fixture s3, long seed) {
    this.s3 = s3;
    this.random = new Random(seed);
  }

  /**
   * Makes deliveries, and fails unless each file is there once, byte for byte, and no upload is.
   */
  static void deliver(ActorSystem<?> system, int count, long seed) throws Exception {
    try (var s3 = new S3Fixture(system)) {
      new RandomFaults(s3, seed).deliver(count);
    } catch (AssertionError | Exception e) {
      throw new AssertionError("With seed " + seed, e);
    }
  }

  private void deliver(int count) throws Exception {
    SHARES.forEach((fault, share) -> s3.s3.fail(drawn(share), Integer.MAX_VALUE, fault));
    Predicate<String> body = line -> line.startsWith("PUT") && !line.contains("sha256");
    s3.s3.fail(body.and(drawn(15)), Integer.MAX_VALUE, Fault.CORRUPT);
    s3.s3.fail(
        drawn(100).and(line -> line.startsWith("POST") && line.contains("uploadId")),
        Integer.MAX_VALUE,
        Fault.ERROR_IN_200);
    List<DeliveryItem> items = new ArrayList<>();
    List<Future<?>> done = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
    try {
      for (int i = 0; i < count; i++) {
        int bytes = 1 + random.nextInt(random.nextBoolean() ? S3Fixture.PART : S3Fixture.BYTES);
        var attempt = ExportAttempt.first(ExportId.generate());
        DeliveryItem item = s3.item(attempt, bytes, random.nextLong());
        var own = new Random(random.nextLong());
        items.add(item);
        done.add(threads.submit(() -> deliver(item, own)));
      }
      for (Future<?> one : done) {
        one.get(10, TimeUnit.MINUTES);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(s3.maps.keys()).hasSize(2 * count);
    for (DeliveryItem item : items) {
      assertThat(s3.maps.object(key(item))).as(key(item)).isEqualTo(s3.content(item));
    }
    assertThat(s3.maps.openUploadKeys()).isEmpty();
  }

  private Predicate<String> drawn(int ofThousand) {
    return line -> {
      synchronized (random) {
        return random.nextInt(1_000) < ofThousand;
      }
    };
  }

  /** Begins anew until it says SUCCESS; then it must be true. */
  private Void deliver(DeliveryItem item, RandomGenerator own) throws Exception {
    S3Target target = s3.target(s3.bucket("{exportId}"));
    var journal = new SharedJournal();
    for (int restarts = 0; ; restarts++) {
      var run = new EndedRun(journal, restarts < 3 && own.nextInt(4) == 0);
      boolean hasCopy = restarts == 0 && own.nextInt(10) == 0;
      Optional<CompletionStage<DeliveryReceipt>> copy =
          hasCopy ? Optional.of(target.deliver(item, run)) : Optional.empty();
      if (hasCopy) {
        journal.fence(run); // from here on that one is the stale copy of this one
        run = new EndedRun(journal, false);
      }
      try {
        DeliveryReceipt receipt = S3Fixture.now(target.deliver(item, run));
        assertThat(receipt.sha256()).isEqualTo(S3Fixture.sha256(s3.content(item)));
        assertThat(s3.maps.object(key(item))).isEqualTo(s3.content(item));
        copy.ifPresent(stale -> stale.toCompletableFuture().exceptionally(t -> null).join());
        return null;
      } catch (ExecutionException e) {
        Throwable cause = Backoff.unwrap(e.getCause());
        boolean isEnded = cause instanceof IllegalStateException;
        boolean mayPass =
            cause instanceof ExportFailure failure
                && failure.code() == ErrorCode.DESTINATION_UNWRITABLE;
        if (restarts == MAX_RESTARTS || !isEnded && !mayPass) {
          throw e;
        }
      }
    }
  }

  private static String key(DeliveryItem item) {
    return item.attempt().id() + "/map.tif";
  }

  /** What the journal of one delivery holds, for whichever run may write it. */
  private static final class SharedJournal {
    private DeliverySession session;
    private DeliveryRun fenced;

    synchronized void fence(DeliveryRun stale) {
      fenced = stale;
    }

    synchronized Optional<DeliverySession> session() {
      return Optional.ofNullable(session);
    }

    synchronized CompletionStage<Done> record(DeliveryRun run, DeliverySession next) {
      if (run == fenced) {
        return CompletableFuture.failedStage(new IllegalStateException("fenced"));
      }
      session = next;
      return CompletableFuture.completedStage(Done.getInstance());
    }

    synchronized CompletionStage<Done> mayCommit(DeliveryRun run) {
      return run == fenced
          ? CompletableFuture.failedStage(new IllegalStateException("fenced"))
          : CompletableFuture.completedStage(Done.getInstance());
    }
  }

  /** A run that may end as if its node had crashed, right before it commits. */
  private static final class EndedRun extends TestDeliveryRun {
    private final SharedJournal journal;
    private final boolean crashes;

    private EndedRun(SharedJournal journal, boolean crashes) {
      super(S3Fixture.CHECKSUM);
      this.journal = journal;
      this.crashes = crashes;
    }

    @Override
    public Optional<DeliverySession> session() {
      return journal.session();
    }

    @Override
    public CompletionStage<Done> recordSession(String location, String upload) {
      return journal.record(this, new DeliverySession(0, location, upload));
    }

    @Override
    public CompletionStage<Done> mayCommit() {
      return crashes
          ? CompletableFuture.failedStage(new IllegalStateException("crashed"))
          : journal.mayCommit(this);
    }
  }
}
