package io.landfall.source;

import io.landfall.raster.ByteSource;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * The bytes of a file on another machine, as it was when it was opened: a file that changes
 * meanwhile fails with {@link SourceChangedException}.
 *
 * <p>Reads go by blocks through the {@link RangeCache}. Blocks that lie together come by one
 * request, and those who read on get some ahead.
 */
public final class RemoteByteSource implements ByteSource {
  static final int BLOCK_BYTES = 32 << 10;
  private static final int BLOCKS_PER_REQUEST = 256;
  private static final int MOST_AHEAD = 16;

  private final String name;
  private final Validator validator;
  private final int blockBytes;
  private final String host;
  private final RangeFetcher fetch;
  private final OneTryFetcher fetchOnce;
  private final RangeCache cache;
  private final String cacheName;
  private volatile boolean changed;
  private long expected = -1;
  private int ahead;

  /** Gets bytes {@code [from, from + length)}, or fails for good. */
  @FunctionalInterface
  interface RangeFetcher {
    byte[] get(long from, int length) throws IOException;
  }

  /** Gets the same in one try, for who has other ways. */
  @FunctionalInterface
  interface OneTryFetcher {
    RangeRequests.TimedRange get(long from, int length) throws IOException, InterruptedException;
  }

  /**
   * Where the bytes of a file come from.
   *
   * @param host that is asked, as a key
   * @param once {@code null}: the server gives no parts
   */
  record RangeSource(String host, RangeFetcher fetcher, OneTryFetcher once) {}

  /**
   * Makes a source of what was opened.
   *
   * @param blockBytes what is fetched at least
   * @param first what has come already
   */
  RemoteByteSource(
      String name,
      Validator validator,
      int blockBytes,
      byte[] first,
      RangeSource from,
      RangeCache cache) {
    this.name = name;
    this.host = from.host();
    this.validator = validator;
    this.blockBytes = blockBytes;
    this.fetch = from.fetcher();
    this.fetchOnce = from.once();
    this.cache = cache;
    this.cacheName = name + "@" + validator.version() + "/" + validator.size();
    for (int at = 0; at < first.length; at += blockBytes) {
      int end = (int) Math.min(validator.size(), (long) at + blockBytes);
      if (end <= first.length) {
        cache.offer(cacheName, at / blockBytes, Arrays.copyOfRange(first, at, end));
      }
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long size() {
    return validator.size();
  }

  /** Returns a text that changes whenever the content does. */
  public String version() {
    return validator.version();
  }

  /** Returns the host that is asked, as a key. */
  String host() {
    return host;
  }

  /** Returns how many bytes a block has, the last one excepted. */
  int blockBytes() {
    return blockBytes;
  }

  /** Tells whether the file comes as a whole, since its server gives no parts. */
  boolean isWhole() {
    return fetchOnce == null;
  }

  /** Tells whether the file was found to be another one since. */
  boolean hasChanged() {
    return changed;
  }

  @Override
  public void read(long position, byte[] into, int at, int length) throws IOException {
    if (position < 0 || position > validator.size() - length) {
      throw new EOFException("it ends before byte %d".formatted(position + length));
    }
    if (length == 0) {
      return;
    }
    long first = position / blockBytes;
    long last = (position + length - 1) / blockBytes;
    int more = readAheadBlocks(first, last);
    for (long index = first; index <= last; index += BLOCKS_PER_REQUEST) {
      long end = Math.min(last, index + BLOCKS_PER_REQUEST - 1);
      byte[][] blocks = blocks(index, end, end == last ? more : 0);
      for (int i = 0; i < blocks.length; i++) {
        long begin = (index + i) * blockBytes;
        long from = Math.max(begin, position);
        long to = Math.min(begin + blocks[i].length, position + length);
        System.arraycopy(
            blocks[i], (int) (from - begin), into, at + (int) (from - position), (int) (to - from));
      }
    }
  }

  @Override
  public void close() {
    // connections belong to the node, and what was fetched may be wanted again
  }

  /** Returns how many blocks to fetch ahead: more and more of them while a reader goes on. */
  private synchronized int readAheadBlocks(long first, long last) {
    boolean on = first == expected || first == expected - 1;
    ahead = on ? Math.min(MOST_AHEAD, Math.max(1, ahead * 2)) : 0;
    expected = last + 1;
    long blocks = (validator.size() + blockBytes - 1) / blockBytes;
    return (int) Math.min(ahead, blocks - 1 - last);
  }

  private byte[][] blocks(long first, long last, int more) throws IOException {
    List<RangeCache.RangeSlot> slots = cache.claim(cacheName, first, last, more);
    fetchClaimed(slots);
    byte[][] bytes = new byte[(int) (last - first + 1)][];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = await(slots.get(i));
      if (bytes[i] == null) { // another's end is not ours: what is missing is fetched together
        byte[][] rest = blocks(first + i, last, more);
        System.arraycopy(rest, 0, bytes, i, rest.length);
        break;
      }
    }
    return bytes;
  }

  /**
   * Fetches blocks that nobody has yet, in one try. What fails is fetched again by who reads it.
   *
   * @param work whose bytes count as unread until somebody takes them
   * @param host learns how long it takes
   */
  void fetchAhead(AheadRequest request, RemoteReadAhead work, HostLane host) throws IOException {
    List<RangeCache.RangeSlot> slots =
        cache.claimFree(
            cacheName, request.first(), request.first() + request.blocks() - 1, request::isWanted);
    int maxGap = host.gapBlocks();
    try {
      for (int at = 0; at < slots.size(); ) {
        int end = at + 1;
        while (end < slots.size()
            && slots.get(end).index() - slots.get(end - 1).index() <= maxGap + 1) {
          end++;
        }
        fetchAhead(slots.subList(at, end), request.lastStep(), work, host);
        at = end;
      }
    } catch (InterruptedException e) {
      var canceled = new InterruptedReadException();
      abandon(slots, canceled);
      throw canceled;
    } catch (IOException | RuntimeException | Error e) {
      abandon(slots, new InterruptedReadException());
      throw e;
    }
  }

  private void fetchAhead(
      List<RangeCache.RangeSlot> run, int step, RemoteReadAhead work, HostLane host)
      throws IOException, InterruptedException {
    long first = run.get(0).index();
    long from = first * blockBytes;
    long last = run.get(run.size() - 1).index();
    int length = (int) (Math.min(validator.size(), (last + 1) * blockBytes) - from);
    RangeRequests.TimedRange answer = fetchOnce.get(from, length);
    host.succeeded(answer.waitNanos(), answer.bodyNanos(), length);
    int wanted = 0;
    for (RangeCache.RangeSlot slot : run) {
      int begin = (int) (slot.index() * blockBytes - from);
      int end = Math.min(length, begin + blockBytes);
      wanted += end - begin;
      cache.fill(
          slot, Arrays.copyOfRange(answer.bytes(), begin, end), work.arrived(end - begin, step));
    }
    work.addAhead(length - wanted);
  }

  private void abandon(List<RangeCache.RangeSlot> slots, IOException why) {
    slots.stream()
        .filter(slot -> slot.mine() && !slot.isDone())
        .forEach(slot -> cache.abandon(slot, why));
  }

  /** Fetches first, waits for others later: so nobody waits for one who waits. */
  private void fetchClaimed(List<RangeCache.RangeSlot> slots) throws IOException {
    int at = 0;
    try {
      while (at < slots.size()) {
        int end = at + 1;
        if (slots.get(at).mine()) {
          end = endOfRequest(slots, at);
          fetch(slots.subList(at, end));
        }
        at = end;
      }
    } catch (IOException | RuntimeException | Error e) {
      changed |= e instanceof SourceChangedException;
      slots.stream()
          .filter(slot -> slot.mine() && !slot.isDone())
          .forEach(slot -> cache.abandon(slot, e));
      throw e;
    }
  }

  /** Returns where a run of our blocks ends; one block of another's between them is fetched too. */
  private static int endOfRequest(List<RangeCache.RangeSlot> slots, int begin) {
    int end = begin + 1;
    for (int i = end; i < slots.size() && i <= end + 1; i++) {
      if (slots.get(i).mine()) {
        end = i + 1;
      }
    }
    return end;
  }

  private void fetch(List<RangeCache.RangeSlot> run) throws IOException {
    long from = run.get(0).index() * blockBytes;
    long end = Math.min(validator.size(), (run.get(run.size() - 1).index() + 1) * blockBytes);
    byte[] bytes = fetch.get(from, (int) (end - from));
    for (RangeCache.RangeSlot slot : run) {
      if (slot.mine()) {
        int begin = (int) (slot.index() * blockBytes - from);
        int length = Math.min(blockBytes, bytes.length - begin);
        cache.fill(
            slot, run.size() == 1 ? bytes : Arrays.copyOfRange(bytes, begin, begin + length));
      }
    }
  }

  /** Returns a block; {@code null}: whoever fetched it has given it up. */
  private byte[] await(RangeCache.RangeSlot slot) throws IOException {
    try {
      return slot.bytes().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedReadException();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof InterruptedReadException) {
        return null;
      }
      if (e.getCause() instanceof SourceException failure) {
        throw failure;
      }
      throw new IOException(String.valueOf(e.getCause().getMessage()), e.getCause());
    }
  }
}
