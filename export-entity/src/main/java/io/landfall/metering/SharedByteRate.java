package io.landfall.metering;

import io.landfall.http.DelayScheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/**
 * One node's part of a rate: readers wait in turn, and one grant at a time is asked for all of
 * them. A reader who has gone leaves his bytes to the others. For any thread.
 */
final class SharedByteRate implements ByteRates.ByteRate {
  /** What one grant is worth, in seconds: a tenth, so that nodes and readers take short turns. */
  private static final double GRANT_SECONDS = 0.1;

  /** Readers of a node who wait for more than this wait too long, with those of other nodes. */
  private static final int CROWDED_SECONDS = 10;

  private static final int LARGEST_STEP = 64 << 10;
  private static final int SMALLEST_STEP = 512;

  /** After this the database is asked again that could not be. */
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final String name;
  private final double bytesPerSecond;
  private final BiFunction<String, Double, CompletionStage<Duration>> grants;
  private final DelayScheduler later;
  private final Queue<WaitingReader> waiting = new ArrayDeque<>();
  private long balance;
  private boolean isAsking;

  /** When the database was asked last, and what it gave. */
  private long askedNanos;

  private long granted;

  private record WaitingReader(int bytes, CompletableFuture<Void> served) {}

  /**
   * @param grants from name and seconds to how long to wait before the bytes may go out
   */
  SharedByteRate(
      String name,
      long bytesPerSecond,
      BiFunction<String, Double, CompletionStage<Duration>> grants,
      DelayScheduler later) {
    this.name = name;
    this.bytesPerSecond = bytesPerSecond;
    this.grants = grants;
    this.later = later;
  }

  @Override
  public int mostBytes() {
    return (int) Math.max(SMALLEST_STEP, Math.min(LARGEST_STEP, bytesPerSecond * GRANT_SECONDS));
  }

  @Override
  public CompletionStage<Void> take(int bytes) {
    var reader = new WaitingReader(bytes, new CompletableFuture<>());
    synchronized (this) {
      if (waiting.isEmpty() && bytes <= balance) {
        balance -= bytes;
        reader.served().complete(null);
        return reader.served();
      }
      waiting.add(reader);
    }
    askIfNeeded();
    return reader.served();
  }

  @Override
  public synchronized boolean isCrowded() {
    waiting.removeIf(reader -> reader.served().isDone());
    return waitingBytes() > bytesPerSecond * CROWDED_SECONDS;
  }

  private void askIfNeeded() {
    long wanted;
    synchronized (this) {
      waiting.removeIf(reader -> reader.served().isDone());
      if (isAsking || waiting.isEmpty()) {
        return;
      }
      isAsking = true;
      wanted = wantedBytes();
      askedNanos = later.nanoTime();
      granted = wanted;
    }
    grants
        .apply(name, wanted / bytesPerSecond)
        .whenComplete(
            (wait, thrown) -> {
              if (thrown != null) {
                later.schedule(RETRY, () -> add(0));
              } else if (wait.isZero()) {
                add(wanted);
              } else {
                later.schedule(wait, () -> add(wanted));
              }
            });
  }

  /**
   * Returns what the readers lack, or what they take in the time of a grant if they go on as since
   * the last, but no more than a grant, and enough for the first.
   */
  private long wantedBytes() {
    double seconds = Math.max(1, later.nanoTime() - askedNanos) / 1e9;
    long soon = (long) (granted * GRANT_SECONDS / seconds) - balance;
    long lacking = waitingBytes() - balance;
    long first = waiting.element().bytes() - balance;
    long most = (long) (bytesPerSecond * GRANT_SECONDS);
    return Math.max(first, Math.min(Math.max(lacking, soon), most));
  }

  private long waitingBytes() {
    long bytes = 0;
    for (WaitingReader reader : waiting) {
      bytes += reader.bytes();
    }
    return bytes;
  }

  private void add(long bytes) {
    List<WaitingReader> served = new ArrayList<>();
    synchronized (this) {
      isAsking = false;
      balance += bytes;
      waiting.removeIf(reader -> reader.served().isDone());
      while (!waiting.isEmpty() && waiting.element().bytes() <= balance) {
        balance -= waiting.element().bytes();
        served.add(waiting.remove());
      }
    }
    served.forEach(reader -> reader.served().complete(null));
    askIfNeeded();
  }
}
