package io.landfall.api.live;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.ActorSystem;
import akka.stream.javadsl.Sink;
import akka.testkit.javadsl.TestKit;
import akka.util.ByteString;
import io.landfall.export.ExportSummary;
import io.landfall.export.entity.ExportEvent;
import io.landfall.export.entity.ExportHistory.JournalEntry;
import io.landfall.model.ExportId;
import io.landfall.model.ExportStatus;
import io.landfall.model.Priority;
import io.landfall.model.request.Destination;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LiveFeedIT {
  private static ActorSystem system;
  private final LiveFeed feed = new LiveFeed(new NumberWriter());

  @BeforeAll
  static void start() {
    system = ActorSystem.create("live-feed-test");
  }

  @AfterAll
  static void stop() {
    TestKit.shutdownActorSystem(system);
  }

  @Test
  void whoComesLateHearsAllAndWhoResumesHearsTheRest() throws Exception {
    add(1, 2, 3);
    feed.publish();
    CompletionStage<String> all = listen(0);
    CompletionStage<String> rest = listen(2);
    add(4, NumberWriter.LAST);
    feed.publish();

    assertThat(get(all)).isEqualTo("1,2,3,4,9,");
    assertThat(get(rest)).isEqualTo("3,4,9,");
    assertThat(get(listen(4))).isEqualTo("9,");
    assertThat(feed.isOver(4)).isFalse();
    assertThat(feed.isOver(NumberWriter.LAST)).isTrue();
  }

  @Test
  void whoHearsNothingForLongIsGivenASignOfLifeAndNothingTwice() throws Exception {
    add(1);
    feed.publish();
    CompletionStage<String> heard = listen(0);
    feed.beat(TimeUnit.HOURS.toNanos(1));
    CompletionStage<ByteString> beat = feed.eventsAfter(1).take(1).runWith(Sink.head(), system);
    while (!beat.toCompletableFuture().isDone()) {
      feed.beat(0);
      Thread.sleep(1);
    }
    assertThat(get(beat.thenApply(ByteString::utf8String))).isEqualTo(": heartbeat\n\n");
    feed.end();

    assertThat(get(heard).replace(": heartbeat\n\n", "")).isEqualTo("1,");
  }

  @Test
  void waitingEndsWhenTheExportStandsAsWanted() throws Exception {
    CompletionStage<Void> third = feed.await(summary -> summary.sequenceNumber() >= 3);
    CompletionStage<Long> read = feed.whenRead();
    add(1, 2);
    assertThat(read.toCompletableFuture()).isNotDone();
    feed.publish();
    assertThat(get(read)).isEqualTo(2);
    assertThat(third.toCompletableFuture()).isNotDone();
    add(3);
    feed.publish();
    get(third);
  }

  @Test
  void onlyWhatWasReadIsKnownWhereTheFeedEndedBefore() throws Exception {
    CompletionStage<Long> read = feed.whenRead();
    feed.end();
    assertThat(get(read)).isEqualTo(-1);
    assertThat(feed.isOver(0)).isFalse();
  }

  private void add(long... numbers) {
    for (long number : numbers) {
      feed.add(new JournalEntry(number, new ExportEvent.Completed(Instant.EPOCH)));
    }
  }

  private CompletionStage<String> listen(long last) {
    return feed.eventsAfter(last)
        .runWith(Sink.fold(ByteString.emptyByteString(), ByteString::concat), system)
        .thenApply(ByteString::utf8String);
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  /** Writes the number of each event; with {@link #LAST} the export has ended. */
  private static final class NumberWriter implements LiveEventWriter {
    static final long LAST = 9;
    private ExportSummary summary;

    @Override
    public ByteString write(JournalEntry entry) {
      long number = entry.sequenceNumber();
      summary =
          new ExportSummary(
              ExportId.generate(),
              "ann",
              List.of(new Destination.LinkDestination()),
              number == LAST ? ExportStatus.SUCCESS : ExportStatus.RENDERING,
              null,
              0,
              0,
              0,
              List.of(),
              null,
              Instant.EPOCH,
              Instant.EPOCH,
              number,
              1,
              Priority.NORMAL,
              List.of(),
              List.of(),
              null,
              null,
              null,
              null);
      return ByteString.fromString(number + ",");
    }

    @Override
    public ExportSummary summary() {
      return summary;
    }

    @Override
    public long weight(JournalEntry entry) {
      return 0;
    }
  }
}
