package io.landfall.source;

import io.landfall.http.AddressPolicy;
import io.landfall.http.Backoff;
import io.landfall.http.BoundedHttpClient;
import io.landfall.http.SafeNames;
import io.landfall.pool.LogContext;
import io.landfall.raster.BlockCache;
import io.landfall.raster.ReadAhead;
import io.landfall.raster.SingleFlightCache;
import io.landfall.trace.TraceReceivers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * Files of other machines, by {@code https:}, {@code http:} or {@code s3:} URL. One for a node: its
 * readers share connections and blocks.
 */
public final class RemoteSources implements AutoCloseable {
  private static final int FIRST_BYTES = 64 << 10;
  private static final int MAX_LOOKED_AT = 1024;

  /** Of the cache, what nobody has read yet: that much again is read before it is let go of. */
  private static final int SHARE_UNREAD = 2;

  /** Files that wait to be opened; a plan names no more at a time. */
  private static final int MAX_OPENING = 1024;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final SourceSettings settings;
  private final AddressPolicy policy;
  private final S3Requests s3;
  private final RangeRequests ranges;
  private final SourceRetries retries;
  private final RangeCache cache;
  private final TransferCounters counters = new TransferCounters();
  private final ReadAheadQueue ahead;
  private final ThreadPoolExecutor openers;
  private final SingleFlightCache<String, OpenedSource> looked =
      new SingleFlightCache<>(MAX_LOOKED_AT, source -> 1);

  private volatile boolean closed;

  private record OpenedSource(RemoteByteSource source, long atNanos) {}

  /**
   * Makes the sources of a node; nothing is asked before the first call.
   *
   * @param policy that every URL is held to, whoever names it
   */
  public RemoteSources(SourceSettings settings, AddressPolicy policy) {
    this(settings, policy, TraceReceivers.OWN);
  }

  /**
   * As above.
   *
   * @param told whether hosts hear which trace they are asked for
   */
  public RemoteSources(SourceSettings settings, AddressPolicy policy, TraceReceivers told) {
    this.settings = settings;
    this.policy = policy;
    this.s3 = new S3Requests(settings.s3(), policy);
    this.ranges =
        new RangeRequests(
            BoundedHttpClient.of(CONNECT_TIMEOUT, told.includesOthers()),
            settings.requestTimeout(),
            counters);
    this.retries = new SourceRetries(settings);
    this.cache = new RangeCache(settings.cacheBytes());
    this.openers =
        ReadAheadQueue.newThreads(
            "landfall-open-ahead", Math.min(settings.requestsPerHost(), settings.requests()));
    this.ahead = new ReadAheadQueue(settings, settings.cacheBytes() / SHARE_UNREAD, counters);
  }

  /** Tells whether a URL is of a kind that is read here. */
  public static boolean handles(String href) {
    String start = href.substring(0, Math.min(8, href.length())).toLowerCase(Locale.ROOT);
    return start.startsWith("https://") || start.startsWith("http://") || start.startsWith("s3://");
  }

  /** Returns a name for messages and caches: what signs a URL is not in it. */
  public static String safeName(String href) {
    return SafeNames.of(href);
  }

  /**
   * Returns the file as it is now, or was a few seconds ago. Costs one request where it was not
   * looked at, which brings the first 64 KiB.
   *
   * @throws SourceException saying why it cannot be read
   */
  public RemoteByteSource open(String href) throws IOException {
    try {
      return looked.get(href, this::isFresh, () -> openUnchecked(href)).source();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private boolean isFresh(OpenedSource at) {
    return !at.source().hasChanged()
        && System.nanoTime() - at.atNanos() < settings.revalidateAfter().toNanos();
  }

  private OpenedSource openUnchecked(String href) {
    long now = System.nanoTime();
    try {
      return new OpenedSource(openNow(href), now);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RemoteByteSource openNow(String href) throws IOException {
    String name = safeName(href);
    RequestTarget.TargetFactory target = target(href);
    RangeRequests.OpenedRange answer =
        ask(name, () -> ranges.open(name, target.make(), FIRST_BYTES));
    Validator validator = answer.validator();
    if (validator.size() == 0) {
      throw SourceException.unreadable(name, "it is empty. Check what was put there.");
    }
    RemoteByteSource.RangeFetcher fetcher =
        answer.whole()
            ? (from, length) -> ask(name, () -> ranges.readWhole(name, target.make(), validator))
            : (from, length) ->
                ask(name, () -> ranges.read(name, target.make(), validator, from, length));
    int blockBytes = answer.whole() ? (int) validator.size() : RemoteByteSource.BLOCK_BYTES;
    RemoteByteSource.OneTryFetcher once =
        answer.whole()
            ? null
            : (from, length) -> ranges.readTimed(name, target.make(), validator, from, length);
    var from = new RemoteByteSource.RangeSource(host(name), fetcher, once);
    return new RemoteByteSource(name, validator, blockBytes, answer.bytes(), from, cache);
  }

  /** Once this is closed nothing is asked: a file may still be being opened ahead by then. */
  private <T> T ask(String name, Backoff.BlockingTry<T> attempt) throws IOException {
    if (closed) {
      throw new InterruptedReadException();
    }
    return retries.call(name, attempt);
  }

  /** Returns scheme and host of a URL. */
  private static String host(String name) {
    int path = name.indexOf('/', name.indexOf("//") + 2);
    return (path < 0 ? name : name.substring(0, path)).toLowerCase(Locale.ROOT);
  }

  private RequestTarget.TargetFactory target(String href) throws SourceException {
    if (href.regionMatches(true, 0, "s3:", 0, 3)) {
      return () -> s3.target("s3" + href.substring(2));
    }
    try {
      URI uri = URI.create(href.replaceFirst("#.*", ""));
      return () -> RequestTarget.of(uri, policy);
    } catch (IllegalArgumentException e) {
      throw SourceException.unreadable(
          safeName(href), "it is not a valid URL. Write spaces and the like as %20.");
    }
  }

  /** Makes what fetches blocks of files of these sources before a piece of work reads them. */
  ReadAhead readAhead(BlockCache decoded) {
    return settings.requests() == 0 ? ReadAhead.NONE : new RemoteReadAhead(ahead, decoded);
  }

  /** Does work that waits for another machine; not at all where much of that is to do. */
  void inBackground(Runnable work) {
    if (openers.getQueue().size() < MAX_OPENING) {
      openers.execute(LogContext.carry(work));
    }
  }

  /** Returns what has come so far. */
  public TransferCounters counters() {
    return counters;
  }

  @Override
  public void close() {
    closed = true;
    ahead.close();
    openers.shutdownNow();
    looked.clear();
    s3.close();
  }
}
