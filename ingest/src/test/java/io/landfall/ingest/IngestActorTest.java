package io.landfall.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import io.landfall.ingest.list.SceneListSource;
import io.landfall.ingest.list.SceneLists;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** When the one ingest of a cluster runs, in manual time; runs are real ones of a file. */
@Timeout(60)
class IngestActorTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private final ActorTestKit kit = ActorTestKit.create(ManualTime.config());
  private final ManualTime time = ManualTime.get(kit.system());
  private final TestProbe<StatusReply<IngestSchedule>> probe = kit.createTestProbe();
  private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
  private final FakeSceneLoads loads = new FakeSceneLoads();
  private final InMemoryIngestLog log = new InMemoryIngestLog();
  private final IngestMetrics metrics = new IngestMetrics(clock());

  @TempDir Path folder;

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void anIndexThatIsBehindIsUpdatedSoonAndThenOnTheInterval() throws Exception {
    ActorRef<IngestActor.Command> ingest = ingest(list(3), Optional.empty());
    assertThat(awaitNext(ingest)).isEqualTo(NOON.plusSeconds(10));

    pass(Duration.ofSeconds(10));
    awaitRuns(1);
    assertThat(awaitNext(ingest)).isEqualTo(now.get().plus(Duration.ofHours(24)));
    assertThat(metrics.rows(IngestMetrics.RowOutcome.ADDED)).isEqualTo(3);
    assertThat(metrics.lagSeconds()).isZero();

    pass(Duration.ofHours(24));
    awaitRuns(2);
    assertThat(log.latestRuns(1).get(0).state()).isEqualTo(IngestState.UNCHANGED);
  }

  @Test
  void anotherNodesGoodRunCounts() throws Exception {
    ActorRef<IngestActor.Command> ingest =
        ingest(list(3), Optional.of(NOON.minus(Duration.ofHours(1))));

    assertThat(awaitNext(ingest)).isEqualTo(NOON.plus(Duration.ofHours(23)));
    assertThat(metrics.lagSeconds()).isEqualTo(3600);
    pass(Duration.ofHours(22));
    assertThat(log.runs).isEmpty();
    pass(Duration.ofHours(1));
    awaitRuns(1);
  }

  @Test
  void aRunOfAClockThatWasAheadDelaysNothing() throws Exception {
    ActorRef<IngestActor.Command> ingest =
        ingest(list(3), Optional.of(NOON.plus(Duration.ofDays(400))));

    assertThat(awaitNext(ingest)).isEqualTo(NOON.plusSeconds(10));
    assertThat(metrics.lagSeconds()).isZero();
    pass(Duration.ofSeconds(10));
    awaitRuns(1);
  }

  /** An interval longer than one timer, and a clock that is set back meanwhile. */
  @Test
  void timersCountLongIntervalsWhateverTheClockSays() throws Exception {
    Duration frequency = IngestActor.MAX_TIMER.plusDays(1);
    ActorRef<IngestActor.Command> ingest = ingest(list(3), Optional.of(NOON), frequency);
    assertThat(awaitNext(ingest)).isEqualTo(NOON.plus(frequency));
    now.set(NOON.minus(Duration.ofDays(400)));

    pass(IngestActor.MAX_TIMER);
    assertThat(awaitNext(ingest)).isEqualTo(now.get().plus(Duration.ofDays(1)));
    assertThat(log.runs).isEmpty();
    pass(Duration.ofDays(1));
    awaitRuns(1);
  }

  @Test
  void aRunThatFailedIsRepeatedSooner() throws Exception {
    ActorRef<IngestActor.Command> ingest = ingest(folder.resolve("none"), Optional.empty());
    awaitNext(ingest);
    pass(Duration.ofSeconds(10));
    awaitRuns(1);

    assertThat(log.latestRuns(1).get(0).state()).isEqualTo(IngestState.FAILED);
    assertThat(awaitNext(ingest)).isEqualTo(now.get().plus(Duration.ofMinutes(5)));
    assertThat(metrics.lagSeconds()).isNaN();
  }

  @Test
  void startBeginsARunAndNothingIsCanceledWhenNothingRuns() throws Exception {
    ActorRef<IngestActor.Command> ingest = ingest(list(3), Optional.of(NOON));

    assertThat(ask(ingest, IngestActor.CancelIngest::new).getError().getMessage())
        .isEqualTo("Cannot cancel: no ingest is under way.");
    IngestSchedule started = ask(ingest, IngestActor.StartIngest::new).getValue();
    assertThat(started.nextRunAt()).isNull();
    assertThat(started.current()).isNotNull();
    awaitRuns(1);
    assertThat(loads.index).hasSize(3);
  }

  @Test
  void withoutAListItSaysSo() {
    ActorRef<IngestActor.Command> ingest =
        kit.spawn(
            IngestActor.create(
                settings("", Duration.ofHours(24)),
                runs(null, Optional.empty()),
                metrics,
                clock()));

    assertThat(ask(ingest, IngestActor.StartIngest::new).getError().getMessage())
        .contains("LANDSAT_INDEX_SCENES_URL");
    assertThat(ask(ingest, IngestActor.GetIngestSchedule::new).getValue().listUrl()).isEmpty();
  }

  private ActorRef<IngestActor.Command> ingest(Path list, Optional<Instant> lastGood) {
    return ingest(list, lastGood, Duration.ofHours(24));
  }

  private ActorRef<IngestActor.Command> ingest(
      Path list, Optional<Instant> lastGood, Duration frequency) {
    return kit.spawn(
        IngestActor.create(
            settings(list.toString(), frequency), runs(list, lastGood), metrics, clock()));
  }

  private IngestActor.IngestRunFactory runs(Path list, Optional<Instant> lastGood) {
    return new IngestActor.IngestRunFactory() {
      @Override
      public IngestRun create(Consumer<IngestReport> listener) {
        return new IngestRun(
            SceneListSource.of(list.toString(), Duration.ofSeconds(1)),
            loads,
            log,
            clock(),
            new IngestRun.IngestRunOptions(1, Duration.ZERO, false),
            listener);
      }

      @Override
      public Optional<Instant> lastSuccess() {
        return lastGood;
      }
    };
  }

  private static IngestSettings settings(String list, Duration frequency) {
    return new IngestSettings(
        list, "", frequency, Duration.ofSeconds(10), Duration.ofSeconds(1), 1, Duration.ZERO);
  }

  private Path list(int scenes) throws IOException {
    var list = new StringBuilder(SceneLists.AWS);
    for (int path = 1; path <= scenes; path++) {
      list.append(SceneLists.awsRow(path, 32, 18));
    }
    return Files.writeString(folder.resolve("list.csv"), list);
  }

  private StatusReply<IngestSchedule> ask(
      ActorRef<IngestActor.Command> ingest,
      Function<ActorRef<StatusReply<IngestSchedule>>, IngestActor.Command> question) {
    ingest.tell(question.apply(probe.ref()));
    return probe.receiveMessage(Duration.ofSeconds(20));
  }

  /** Waits until the next run is planned. */
  private Instant awaitNext(ActorRef<IngestActor.Command> ingest) throws InterruptedException {
    Instant next = null;
    while (next == null) {
      TimeUnit.MILLISECONDS.sleep(10);
      next = ask(ingest, IngestActor.GetIngestSchedule::new).getValue().nextRunAt();
    }
    return next;
  }

  private void awaitRuns(int number) throws InterruptedException {
    while (log.latestRuns(9).stream().filter(run -> run.state().isEnd()).count() < number) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  private void pass(Duration some) {
    now.updateAndGet(at -> at.plus(some));
    time.timePasses(some);
  }

  private Clock clock() {
    return new Clock() {
      @Override
      public java.time.ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(java.time.ZoneId zone) {
        return this;
      }

      @Override
      public Instant instant() {
        return now.get();
      }
    };
  }
}
