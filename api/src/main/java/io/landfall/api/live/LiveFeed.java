package io.landfall.api.live;

import akka.NotUsed;
import akka.japi.Pair;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import io.landfall.export.ExportSummary;
import io.landfall.export.entity.ExportHistory.JournalEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * What listeners are told of one export, kept once for all of them. A listener is a place in this
 * list and no more, so that one who takes nothing costs nothing. Safe for any thread.
 */
final class LiveFeed {
  /** Answers a listener who has nothing new to hear: a comment, as the format of events has it. */
  private static final ByteString HEARTBEAT = ByteString.fromString(": heartbeat\n\n");

  /** What a listener is given at a time, unless one event has more. */
  private static final int PIECE_BYTES = 16 << 10;

  private record LiveEvent(long sequenceNumber, ByteString text) {}

  private final LiveEventWriter writer;
  private final List<LiveEvent> events = new ArrayList<>();
  private CompletableFuture<Void> change = new CompletableFuture<>();
  private long lastSequenceNumber;
  private long toldNanos = System.nanoTime();
  private ExportSummary summary;
  private boolean read;
  private boolean ended;

  LiveFeed(LiveEventWriter writer) {
    this.writer = writer;
  }

  /** Adds what happened; one reader alone calls this, in order. Returns by how much it grows. */
  long add(JournalEntry entry) {
    ByteString text = writer.write(entry);
    long growth = text.size() + writer.weight(entry);
    synchronized (this) {
      summary = writer.summary();
      lastSequenceNumber = entry.sequenceNumber();
      if (!text.isEmpty()) {
        events.add(new LiveEvent(entry.sequenceNumber(), text));
      }
    }
    return growth;
  }

  /** Tells listeners what was added; ends where nothing more can come for now. */
  void publish() {
    CompletableFuture<Void> told;
    synchronized (this) {
      read = true;
      ended = ended || summary != null && summary.status().isTerminal();
      told = renewChange();
    }
    told.complete(null);
  }

  /** Ends it whatever may come: listeners who want more come again. */
  void end() {
    CompletableFuture<Void> told;
    synchronized (this) {
      ended = true;
      told = renewChange();
    }
    told.complete(null);
  }

  /** Gives listeners a sign of life if they were told nothing for so long. */
  void beat(long afterNanos) {
    CompletableFuture<Void> told;
    synchronized (this) {
      if (System.nanoTime() - toldNanos < afterNanos) {
        return;
      }
      told = renewChange();
    }
    told.complete(null);
  }

  private CompletableFuture<Void> renewChange() {
    CompletableFuture<Void> before = change;
    change = new CompletableFuture<>();
    toldNanos = System.nanoTime();
    return before;
  }

  synchronized long lastSequenceNumber() {
    return lastSequenceNumber;
  }

  /** Tells whether the export has ended, and listeners were told so by event {@code last}. */
  synchronized boolean isOver(long last) {
    boolean isDone = summary != null && summary.status().isTerminal();
    return ended && isDone && placeAfter(last) == events.size();
  }

  synchronized boolean hasEnded() {
    return ended;
  }

  /**
   * Streams all events after number {@code last}, those to come too, until the export or this has
   * ended; heartbeats between them.
   */
  Source<ByteString, NotUsed> eventsAfter(long last) {
    return Source.unfoldAsync(-1, at -> next(at < 0 ? placeAfter(last) : at));
  }

  private synchronized int placeAfter(long last) {
    int place = 0;
    while (place < events.size() && events.get(place).sequenceNumber() <= last) {
      place++;
    }
    return place;
  }

  private CompletionStage<Optional<Pair<Integer, ByteString>>> next(int place) {
    CompletableFuture<Void> awaited;
    synchronized (this) {
      if (place < events.size() || ended) {
        return CompletableFuture.completedFuture(take(place));
      }
      awaited = change;
    }
    return awaited.thenApply(changed -> take(place));
  }

  private synchronized Optional<Pair<Integer, ByteString>> take(int place) {
    if (place >= events.size()) {
      return ended ? Optional.empty() : Optional.of(Pair.create(place, HEARTBEAT));
    }
    ByteString piece = ByteString.emptyByteString();
    int end = place;
    while (end < events.size() && piece.size() < PIECE_BYTES) {
      piece = piece.concat(events.get(end).text());
      end++;
    }
    return Optional.of(Pair.create(end, piece));
  }

  /** Completes when the export stands as wanted, or this has ended. */
  CompletionStage<Void> await(Predicate<ExportSummary> wanted) {
    CompletableFuture<Void> awaited;
    synchronized (this) {
      if (ended || read && summary != null && wanted.test(summary)) {
        return CompletableFuture.completedFuture(null);
      }
      awaited = change;
    }
    return awaited.thenCompose(changed -> await(wanted));
  }

  /**
   * Completes with the number of the last event once all that is there is read; -1 where this has
   * ended before.
   */
  CompletionStage<Long> whenRead() {
    CompletableFuture<Void> awaited;
    synchronized (this) {
      if (ended || read) {
        return CompletableFuture.completedFuture(read ? lastSequenceNumber : -1);
      }
      awaited = change;
    }
    return awaited.thenCompose(changed -> whenRead());
  }
}
