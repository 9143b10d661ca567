package io.landfall.source;

import io.landfall.model.plan.PlannedBand;
import io.landfall.pool.LogContext;
import io.landfall.raster.BlockCache;
import io.landfall.raster.ByteSource;
import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.ReadAhead;
import io.landfall.source.archive.ArchivePart;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one piece of work, a task or a tile of a map, will read of remote files. Each block is
 * fetched ahead once at most, and not at all while it is there decoded.
 */
final class RemoteReadAhead implements ReadAhead {
  /** So much is planned before it is fetched, so that neighbours meet in one request. */
  private static final long MOST_PLANNED = 24L << 20;

  private static final long LEAST_PLANNED = MOST_PLANNED / 2;

  /** Of requests that cannot be made now, so many are passed over for those to other hosts. */
  private static final int LOOKED_AT = 32;

  private final ReadAheadQueue queue;
  private final BlockCache decoded;
  private final Set<NamedBlock> named = new HashSet<>();
  private final Set<BlockPlace> places = new HashSet<>();
  private final List<AheadRequest.WantedRange> planned = new ArrayList<>();
  private long plannedBytes;
  private boolean isFilling = true;
  private final Deque<AheadRequest> waiting = new ArrayDeque<>(); // guarded by this
  private long waitingBytes; // guarded by this
  private final AtomicLong unread = new AtomicLong();
  private final Deque<ArrivedPart> arrived = new ConcurrentLinkedDeque<>();
  private final Set<Future<?>> running = ConcurrentHashMap.newKeySet();
  private final Map<String, String> context = LogContext.current();
  private int step;

  private record BlockPlace(RemoteByteSource source, long offset) {}

  private record NamedBlock(String file, int level, int column, int row) {}

  /** Bytes that came before anybody read them, and count as such until the first of three ends. */
  static final class UnreadPart {
    private final RemoteReadAhead owner;
    private final int bytes;
    private final AtomicBoolean counted = new AtomicBoolean(true);

    UnreadPart(RemoteReadAhead owner, int bytes) {
      this.owner = owner;
      this.bytes = bytes;
    }

    int bytes() {
      return bytes;
    }

    /** Somebody has read them. */
    void read() {
      if (counted.getAndSet(false)) {
        owner.wasRead(bytes);
      }
    }

    /** They were let go of to make room. Quick, and takes no lock: readers wait for it. */
    void evicted() {
      if (counted.getAndSet(false)) {
        owner.wasLost(bytes);
      }
    }

    /** The work has gone on without them. */
    void passed() {
      evicted();
    }
  }

  private record ArrivedPart(int step, UnreadPart part) {}

  /**
   * Makes one that has nothing to do yet.
   *
   * @param decoded where the work looks for blocks before it reads them
   */
  RemoteReadAhead(ReadAheadQueue queue, BlockCache decoded) {
    this.queue = queue;
    this.decoded = decoded;
  }

  /** Returns what the work is about, for who asks on its behalf. */
  Map<String, String> context() {
    return context;
  }

  @Override
  public boolean fetches(PlannedBand band) {
    return RemoteSources.handles(band.href());
  }

  @Override
  public boolean hasRoom() {
    long pending = plannedBytes + waitingBytes();
    isFilling = isFilling ? pending < MOST_PLANNED : pending <= LEAST_PLANNED;
    return isFilling;
  }

  @Override
  public void plan(int ofStep, List<BlockWindow> windows) {
    for (BlockWindow window : windows) {
      name(window, ofStep, planned);
    }
    plannedBytes = planned.stream().mapToLong(AheadRequest.WantedRange::length).sum();
  }

  @Override
  public void submit() {
    submit(planned, false);
    planned.clear();
    plannedBytes = 0;
  }

  @Override
  public void begin(int nextStep) {
    step = nextStep;
    for (Iterator<ArrivedPart> all = arrived.iterator(); all.hasNext(); ) {
      ArrivedPart one = all.next();
      if (one.step() < nextStep) {
        one.part().passed();
        all.remove();
      }
    }
    if (waitingBytes() > 0) { // else what waits for the room of those would wait for a reader
      queue.dispatch();
    }
  }

  @Override
  public void need(List<BlockWindow> windows) {
    List<AheadRequest.WantedRange> wanted = new ArrayList<>();
    windows.forEach(window -> name(window, step, wanted));
    if (wanted.size() > 1) { // one alone is fetched by its reader
      submit(wanted, true);
    }
  }

  /** Adds where the blocks of a window lie, but for those that were named before or are there. */
  private void name(BlockWindow window, int ofStep, List<AheadRequest.WantedRange> into) {
    RasterFile file = window.file();
    RasterInfo.Size block = file.blockSize(window.level());
    PixelRect rect = window.rect();
    for (int row = rect.y0() / block.height(); row <= (rect.y1() - 1) / block.height(); row++) {
      for (int column = rect.x0() / block.width();
          column <= (rect.x1() - 1) / block.width();
          column++) {
        boolean isNew = named.add(new NamedBlock(file.name(), window.level(), column, row));
        if (isNew && !decoded.holds(file, window.level(), column, row)) {
          file.encodedRanges(
              window.level(),
              column,
              row,
              (source, offset, length) -> add(source, offset, length, ofStep, into));
        }
      }
    }
  }

  private void add(
      ByteSource source,
      long offset,
      long length,
      int ofStep,
      List<AheadRequest.WantedRange> into) {
    if (source instanceof ArchivePart part) {
      if (offset >= 0 && length > 0 && offset <= part.size() - length) {
        add(part.archive(), part.offset() + offset, length, ofStep, into);
      }
    } else if (source instanceof RemoteByteSource remote
        && !remote.isWhole()
        && offset >= 0
        && length > 0
        && offset <= remote.size() - length // else reading it says what is wrong
        && places.add(new BlockPlace(remote, offset))) { // a mask is of many bands
      into.add(new AheadRequest.WantedRange(remote, offset, length, ofStep));
    }
  }

  private void submit(List<AheadRequest.WantedRange> wanted, boolean isFirst) {
    if (wanted.isEmpty()) {
      return;
    }
    List<AheadRequest> requests = AheadRequest.of(wanted, queue::host);
    synchronized (this) {
      if (isFirst) {
        for (int i = requests.size() - 1; i >= 0; i--) {
          waiting.addFirst(requests.get(i));
        }
      } else {
        waiting.addAll(requests);
      }
      waitingBytes += requests.stream().mapToLong(AheadRequest::bytes).sum();
    }
    queue.add(this);
  }

  private synchronized long waitingBytes() {
    return waitingBytes;
  }

  /** Returns a request that may be made now; {@code null}: there is none. */
  synchronized AheadRequest poll(ReadAheadQueue asking) {
    int looked = 0;
    for (Iterator<AheadRequest> all = waiting.iterator(); all.hasNext() && looked < LOOKED_AT; ) {
      AheadRequest request = all.next();
      if (asking.isPaused(request)) {
        remove(all, request);
      } else if (asking.isReady(this, request)) {
        remove(all, request);
        return request;
      } else {
        looked++;
      }
    }
    return null;
  }

  private void remove(Iterator<AheadRequest> all, AheadRequest request) {
    all.remove();
    waitingBytes -= request.bytes();
  }

  /** Notes that a request is under way. */
  void begun(Future<?> task, AheadRequest request) {
    unread.addAndGet(request.bytes());
    running.add(task);
  }

  /** Notes that a request has ended, in whatever way. */
  void ended(Future<?> task, AheadRequest request) {
    running.remove(task);
    unread.addAndGet(-request.bytes());
  }

  /** Returns what is fetched or being fetched, and not read yet, in bytes. */
  long unreadBytes() {
    return unread.get();
  }

  /** Notes bytes that have come for a step. */
  UnreadPart arrived(int bytes, int forStep) {
    var part = new UnreadPart(this, bytes);
    unread.addAndGet(bytes);
    arrived.add(new ArrivedPart(forStep, part));
    return part;
  }

  void addAhead(int bridgedBytes) {
    queue.counters().addAhead(bridgedBytes);
  }

  void wasRead(int bytes) {
    unread.addAndGet(-bytes);
    if (waitingBytes() > 0) {
      queue.dispatch();
    }
  }

  void wasLost(int bytes) {
    unread.addAndGet(-bytes);
    queue.counters().addUnread(bytes);
  }

  @Override
  public void close() {
    synchronized (this) {
      waiting.clear();
      waitingBytes = 0;
    }
    queue.remove(this);
    for (Future<?> task : List.copyOf(running)) {
      task.cancel(true);
    }
    for (ArrivedPart one : arrived) {
      one.part().passed();
    }
    arrived.clear();
  }
}
