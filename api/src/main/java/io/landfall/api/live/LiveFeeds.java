package io.landfall.api.live;

import akka.Done;
import akka.NotUsed;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import io.landfall.export.ExportSummary;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The feeds of a node: one for each export that somebody follows here. The journal is asked once
 * for all of them what is new, and is read from there on; nothing is asked while nobody listens.
 */
public final class LiveFeeds {
  private static final Logger LOG = LoggerFactory.getLogger(LiveFeeds.class);

  /** How long the journal is left alone after it could not be read. */
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

  private static final String BUSY =
      "Cannot follow the export now: the node follows as much as it can. Ask for"
          + " /v1/exports/{id} every few seconds, or try again later.";

  private final LiveJournal journal;
  private final Function<ExportId, LiveEventWriter> writers;
  private final LiveSettings settings;
  private final ActorSystem<?> system;

  private final Map<ExportId, OpenFeed> feeds = new HashMap<>();
  private final Map<String, Integer> listenersByUser = new HashMap<>();
  private int listeners;
  private long bytes;
  private boolean looking;
  private boolean closed;

  /** A feed and who listens; guarded by the feeds. */
  private static final class OpenFeed {
    final LiveFeed feed;
    int listeners;
    long bytes;
    boolean reading;
    boolean readAgain;

    OpenFeed(LiveFeed feed) {
      this.feed = feed;
    }
  }

  /**
   * @param writers makes what writes the events of an export
   */
  public LiveFeeds(
      LiveJournal journal,
      Function<ExportId, LiveEventWriter> writers,
      LiveSettings settings,
      ActorSystem<?> system) {
    this.journal = journal;
    this.writers = writers;
    this.settings = settings;
    this.system = system;
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseServiceUnbind(),
            "end-live-feeds-" + System.identityHashCode(this),
            () -> {
              close();
              return CompletableFuture.completedFuture(Done.done());
            });
  }

  /**
   * Streams what has happened to an export after event {@code last} and what happens then, until it
   * has ended; comments between as signs of life. It takes part of the memory until it ends.
   *
   * @return fails with NODE_BUSY, or REQUEST_INVALID where there is no event {@code last} yet;
   *     empty where the export has ended and nothing follows {@code last}
   */
  public CompletionStage<Optional<Source<ByteString, NotUsed>>> stream(
      ExportId id, String user, long last, Duration unusedAfter) {
    OpenFeed open = open(id, user);
    var released = new AtomicBoolean();
    Runnable release = () -> release(id, open, user, released);
    return open.feed
        .whenRead()
        .thenApply(
            newest -> {
              if (newest < 0) {
                throw new ExportFailure(ErrorCode.NODE_BUSY, BUSY);
              }
              if (last > newest) {
                throw new ExportFailure(
                    ErrorCode.REQUEST_INVALID,
                    "Invalid Last-Event-ID %d: the last event of the export is %d. Leave the header out to begin at the first."
                        .formatted(last, newest));
              }
              if (open.feed.isOver(last)) {
                release.run();
                return Optional.<Source<ByteString, NotUsed>>empty();
              }
              var begun = new AtomicBoolean();
              system // an answer that came too late, or to nobody, is never sent
                  .scheduler()
                  .scheduleOnce(
                      unusedAfter,
                      () -> {
                        if (!begun.get()) {
                          release.run();
                        }
                      },
                      system.executionContext());
              return Optional.of(
                  open.feed
                      .eventsAfter(last)
                      .watchTermination(
                          (none, done) -> {
                            begun.set(true);
                            done.whenComplete((ended, thrown) -> release.run());
                            return none;
                          }));
            })
        .whenComplete(
            (source, thrown) -> {
              if (thrown != null) {
                release.run();
              }
            });
  }

  /**
   * Waits until an export stands as wanted, has ended, or {@code most} has passed; where the node
   * follows as much as it can, not at all.
   */
  public CompletionStage<Void> await(
      ExportId id, String user, Predicate<ExportSummary> wanted, Duration most) {
    OpenFeed open;
    try {
      open = open(id, user);
    } catch (ExportFailure busy) {
      return CompletableFuture.completedFuture(null);
    }
    var passed = new CompletableFuture<Void>();
    open.feed
        .await(summary -> passed.isDone() || wanted.test(summary))
        .whenComplete((done, thrown) -> passed.complete(null));
    return passed
        .completeOnTimeout(null, most.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((done, thrown) -> release(id, open, user, new AtomicBoolean()));
  }

  /** Returns how often it is looked whether a listener may still listen. */
  public Duration tokenCheck() {
    return settings.tokenCheck();
  }

  /** Returns how many listen now. */
  public synchronized int listeners() {
    return listeners;
  }

  private synchronized OpenFeed open(ExportId id, String user) {
    int mine = listenersByUser.getOrDefault(user, 0);
    boolean full = listeners >= settings.mostListeners() || mine >= settings.mostListenersPerUser();
    if (closed || full || bytes >= settings.memory()) {
      throw new ExportFailure(ErrorCode.NODE_BUSY, BUSY);
    }
    OpenFeed open = feeds.get(id);
    if (open == null || open.feed.hasEnded()) {
      if (open != null) {
        bytes -= open.bytes;
      }
      open = new OpenFeed(new LiveFeed(writers.apply(id)));
      feeds.put(id, open);
      read(id, open);
    }
    open.listeners++;
    listeners++;
    listenersByUser.put(user, mine + 1);
    if (!looking) {
      looking = true;
      lookAfter(settings.lookInterval());
    }
    return open;
  }

  private void release(ExportId id, OpenFeed open, String user, AtomicBoolean released) {
    if (!released.compareAndSet(false, true)) {
      return;
    }
    synchronized (this) {
      open.listeners--;
      listeners--;
      listenersByUser.computeIfPresent(user, (name, count) -> count == 1 ? null : count - 1);
      if (open.listeners == 0) {
        open.feed.end(); // what it still reads goes nowhere
        if (feeds.remove(id, open)) {
          bytes -= open.bytes;
        }
      }
    }
  }

  /** Reads what the journal has and the feed has not; one reader a feed. */
  private synchronized void read(ExportId id, OpenFeed open) {
    if (open.reading) {
      open.readAgain = true;
      return;
    }
    open.reading = true;
    journal
        .events(id, open.feed.lastSequenceNumber() + 1)
        .takeWhile(entry -> !open.feed.hasEnded())
        .runWith(Sink.foreach(entry -> grow(id, open, open.feed.add(entry))), system)
        .whenComplete((done, thrown) -> onRead(id, open, thrown));
  }

  private synchronized void grow(ExportId id, OpenFeed open, long growth) {
    if (feeds.get(id) != open) {
      return; // nobody listens any more
    }
    open.bytes += growth;
    bytes += growth;
    if (bytes > settings.memory()) {
      LOG.warn("Feeds take more than landfall.live.memory: that of export {} ends", id);
      feeds.remove(id);
      bytes -= open.bytes;
      open.feed.end();
    }
  }

  private void onRead(ExportId id, OpenFeed open, Throwable thrown) {
    boolean again;
    synchronized (this) {
      open.reading = false;
      again = open.readAgain && thrown == null;
      open.readAgain = false;
    }
    if (thrown != null) {
      LOG.warn("Cannot read the events of export {}: {}", id, thrown.toString());
      return; // the next look finds what is missing
    }
    open.feed.publish();
    if (again && !open.feed.hasEnded()) {
      read(id, open);
    }
  }

  private void lookAfter(Duration delay) {
    system.scheduler().scheduleOnce(delay, this::look, system.executionContext());
  }

  private void look() {
    Map<ExportId, OpenFeed> followed = followed();
    if (followed.isEmpty()) {
      return;
    }
    for (OpenFeed open : followed.values()) {
      open.feed.beat(settings.heartbeat().toNanos());
    }
    CompletionStage<Map<ExportId, Long>> last;
    try {
      last = journal.lastSequenceNumbers(new HashSet<>(followed.keySet()));
    } catch (RuntimeException e) {
      last = CompletableFuture.failedFuture(e);
    }
    last.whenComplete(
        (numbers, thrown) -> {
          if (thrown != null) {
            LOG.debug("Cannot ask what is new of exports: {}", thrown.toString());
          } else {
            numbers.forEach(
                (id, number) -> {
                  OpenFeed open = followed.get(id);
                  if (open != null && number > open.feed.lastSequenceNumber()) {
                    read(id, open);
                  }
                });
          }
          lookAfter(thrown == null ? settings.lookInterval() : PAUSE_AFTER_FAILURE);
        });
  }

  /** Returns the feeds to look after; where there are none, looking ends. */
  private synchronized Map<ExportId, OpenFeed> followed() {
    var followed = new HashMap<ExportId, OpenFeed>();
    feeds.forEach(
        (id, open) -> {
          if (!open.feed.hasEnded()) {
            followed.put(id, open);
          }
        });
    looking = !followed.isEmpty();
    return followed;
  }

  /** Ends all feeds: the node stops, and listeners go on at another. */
  private void close() {
    List<OpenFeed> open;
    synchronized (this) {
      closed = true;
      open = List.copyOf(feeds.values());
    }
    open.forEach(one -> one.feed.end());
  }
}
