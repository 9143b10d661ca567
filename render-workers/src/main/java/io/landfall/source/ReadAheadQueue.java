package io.landfall.source;

import io.landfall.pool.LogContext;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Makes the requests that fetch ahead, for all work of a node: so many at a time to a host, in turn
 * for each piece of work, and no more bytes than a part of the cache holds until they are read. A
 * request is tried once; what fails is left to whoever reads it, who tries again and says what is
 * wrong. Safe for any thread.
 */
final class ReadAheadQueue implements AutoCloseable {
  private static final int IDLE_SECONDS = 30;

  /** Of more hosts, what is known of those that nothing is fetched from is forgotten. */
  private static final int MOST_HOSTS = 1000;

  private final SourceSettings settings;
  private final long maxUnread;
  private final TransferCounters counters;
  private final ThreadPoolExecutor threads;
  private final Map<String, HostLane> hosts = new ConcurrentHashMap<>();
  private final Deque<RemoteReadAhead> works = new ArrayDeque<>();
  private int running;
  private boolean closed;

  /**
   * Makes an idle queue.
   *
   * @param maxUnread bytes that are fetched or being fetched, and not read yet
   */
  ReadAheadQueue(SourceSettings settings, long maxUnread, TransferCounters counters) {
    this.settings = settings;
    this.maxUnread = maxUnread;
    this.counters = counters;
    this.threads = newThreads("landfall-read-ahead", settings.requests());
  }

  /** Makes threads for so many requests at a time, which end when they are idle. */
  static ThreadPoolExecutor newThreads(String name, int most) {
    var pool =
        new ThreadPoolExecutor(
            Math.max(1, most),
            Math.max(1, most),
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              var thread = new Thread(work, name);
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** Returns what is known of the host of a file. */
  HostLane host(RemoteByteSource source) {
    if (hosts.size() >= MOST_HOSTS && !hosts.containsKey(source.host())) {
      long now = System.nanoTime();
      hosts.values().removeIf(lane -> lane.isIdle(now));
    }
    return hosts.computeIfAbsent(
        source.host(), any -> new HostLane(settings.requestsPerHost(), System.nanoTime()));
  }

  TransferCounters counters() {
    return counters;
  }

  /** Takes what a piece of work has added, and goes on with it. */
  synchronized void add(RemoteReadAhead work) {
    if (!works.contains(work)) {
      works.add(work);
    }
    dispatch();
  }

  /** Forgets a piece of work; what is under way for it goes on. */
  synchronized void remove(RemoteReadAhead work) {
    works.remove(work);
    dispatch();
  }

  /** Begins what there is room for. */
  synchronized void dispatch() {
    int inVain = 0;
    while (!closed && running < settings.requests() && inVain < works.size()) {
      RemoteReadAhead work = works.poll();
      AheadRequest request = work.poll(this);
      works.add(work); // behind the others
      if (request == null) {
        inVain++;
      } else {
        inVain = 0;
        start(work, request);
      }
    }
  }

  /** Tells whether the host of a file wants to be left alone. */
  boolean isPaused(AheadRequest request) {
    return host(request.source()).isPaused(System.nanoTime());
  }

  /** Tells whether a request may be made now for a piece of work. */
  boolean isReady(RemoteReadAhead work, AheadRequest request) {
    if (!host(request.source()).hasRoom()) {
      return false;
    }
    long own = work.unreadBytes();
    long all = own + works.stream().mapToLong(RemoteReadAhead::unreadBytes).sum();
    boolean isShare = own == 0 || own + request.bytes() <= maxUnread / (works.size() + 1);
    return isShare && all + request.bytes() <= maxUnread;
  }

  private void start(RemoteReadAhead work, AheadRequest request) {
    HostLane host = host(request.source());
    var task =
        new FutureTask<Void>(
            () -> LogContext.run(work.context(), () -> fetch(work, request, host)), null) {
          @Override
          protected void done() {
            host.end();
            work.ended(this, request);
            ended();
          }
        };
    host.begin();
    running++;
    work.begun(task, request);
    threads.execute(task);
  }

  private void fetch(RemoteReadAhead work, AheadRequest request, HostLane host) {
    try {
      request.source().fetchAhead(request, work, host);
    } catch (InterruptedReadException | SourceException e) {
      // canceled, or about this file: whoever reads it hears of it
    } catch (IOException e) {
      host.failed(e, System.nanoTime());
    }
  }

  private synchronized void ended() {
    running--;
    dispatch();
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    threads.shutdownNow();
  }
}
