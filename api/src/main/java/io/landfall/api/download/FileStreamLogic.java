package io.landfall.api.download;

import akka.Done;
import akka.stream.Outlet;
import akka.stream.SourceShape;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.AsyncCallback;
import akka.stream.stage.TimerGraphStageLogic;
import akka.util.ByteString;
import io.landfall.api.download.FileStream.FilePart;
import io.landfall.metering.ByteRates.ByteRate;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The state of one {@link FileStream}. */
final class FileStreamLogic extends TimerGraphStageLogic {
  /** A reader who takes nothing for so long keeps no more than the least in memory. */
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final Outlet<ByteString> out;
  private final FilePart part;
  private final DownloadMemory memory;
  private final ChunkSizes sizes = new ChunkSizes();
  private final PieceSizes pieceSizes;
  private final long end;
  private final int mostPiece;

  /** The first byte that was not asked of the store. */
  private long next;

  /** What is handed out now. */
  private Deque<ByteString> pieces = new ArrayDeque<>();

  /** What is handed out next, once all rates have it. */
  private ByteString piece;

  private Chunk current;

  /** What comes after it: being read, or read. */
  private Chunk ahead;

  private long left;
  private long currentNanos;
  private long handedOutNanos;
  private boolean isWaitingForRates;

  /** Of how many rates the next piece has been taken, or asked. */
  private int ratesTaken;

  private CompletableFuture<Void> taking;
  private AsyncCallback<ReadChunk> onRead;
  private AsyncCallback<Throwable> onFailure;
  private AsyncCallback<Done> onGranted;

  /** Bytes that were asked of the store. */
  private static final class Chunk {
    private final long offset;
    private final int length;
    private final int extra;
    private List<ByteString> pieces;
    private volatile boolean isDropped;

    /**
     * @param extra memory that was taken for it, in bytes
     */
    Chunk(long offset, int length, int extra) {
      this.offset = offset;
      this.length = length;
      this.extra = extra;
    }
  }

  private record ReadChunk(Chunk chunk, List<ByteString> pieces) {}

  FileStreamLogic(SourceShape<ByteString> shape, FilePart part, DownloadMemory memory) {
    super(shape);
    this.out = shape.out();
    this.part = part;
    this.memory = memory;
    this.pieceSizes = new PieceSizes(memory, part.attempt());
    this.next = part.first();
    this.left = part.length();
    this.end = part.first() + part.length();
    this.mostPiece =
        part.rates().stream().mapToInt(ByteRate::mostBytes).reduce(PieceSizes.LARGE, Math::min);
    setHandler(
        out,
        new AbstractOutHandler() {
          @Override
          public void onPull() {
            handOut();
          }
        });
  }

  @Override
  public void preStart() {
    memory.enter(part.attempt());
    onRead = createAsyncCallback(this::take);
    onFailure = createAsyncCallback(this::fail);
    onGranted = createAsyncCallback(done -> takeFromRates());
    scheduleWithFixedDelay("pause", PAUSE, PAUSE);
  }

  @Override
  public void postStop() {
    if (taking != null) {
      taking.cancel(false); // others have these bytes then
    }
    release(current);
    release(ahead); // what still comes is not kept
    pieceSizes.release();
    memory.leave(part.attempt());
  }

  private void handOut() {
    if (part.meter().isStopped()) {
      fail(
          new ExportFailure(
              ErrorCode.STATE_CONFLICT,
              "Cannot go on with a download: its link was revoked, or it was given up for dead."));
      return;
    }
    if (pieces.isEmpty() && !beginNext()) {
      return; // it comes
    }
    handedOutNanos = System.nanoTime();
    readAhead();
    cutPiece();
    takeFromRates();
  }

  /** Cuts what is handed out next from what was read, in whatever pieces that came. */
  private void cutPiece() {
    int most = Math.min(mostPiece, pieceSizes.next(sizes.isVeryQuick(), left));
    piece = pieces.remove();
    while (piece.size() < most && !pieces.isEmpty()) {
      piece = piece.concat(pieces.remove());
    }
    if (piece.size() > most) {
      pieces.addFirst(piece.drop(most));
      piece = piece.take(most);
    }
  }

  /** Begins to hand out the chunk that was read; false: there is none yet. */
  private boolean beginNext() {
    long now = System.nanoTime();
    if (current != null) {
      sizes.noteTaken(now - currentNanos);
      release(current);
      current = null;
    }
    if (ahead == null) {
      read();
    }
    if (ahead.pieces == null) {
      return false;
    }
    current = ahead;
    ahead = null;
    pieces = new ArrayDeque<>(current.pieces);
    current.pieces = List.of();
    currentNanos = now;
    return true;
  }

  /** Reads the next chunk before this one is handed out, where the reader keeps up. */
  private void readAhead() {
    if (ahead == null && next < end && sizes.isQuick()) {
      int length = (int) Math.min(sizes.next(), end - next);
      if (memory.takeExtra(part.attempt(), length)) {
        read(length, length);
      }
    }
  }

  /** Reads as much as there is memory for; the least is always there. */
  private void read() {
    long rest = end - next;
    int length = (int) Math.min(sizes.next(), rest);
    while (length > ChunkSizes.SMALLEST) {
      int extra = length - ChunkSizes.SMALLEST;
      if (memory.takeExtra(part.attempt(), extra)) {
        read(length, extra);
        return;
      }
      length = Math.max(ChunkSizes.SMALLEST, length / 2);
    }
    read(length, 0);
  }

  private void read(int length, int extra) {
    var chunk = new Chunk(next, length, extra);
    ahead = chunk;
    next += length;
    part.reader()
        .read(chunk.offset, length, () -> !chunk.isDropped)
        .whenComplete(
            (read, thrown) -> {
              if (thrown != null) {
                onFailure.invoke(thrown);
              } else {
                onRead.invoke(new ReadChunk(chunk, read));
              }
            });
  }

  private void take(ReadChunk read) {
    read.chunk().pieces = read.pieces();
    if (!read.chunk().isDropped && isAvailable(out) && !isWaitingForRates) {
      handOut();
    }
  }

  /** Takes a piece of one rate after the other: who has gone meanwhile takes no more. */
  private void takeFromRates() {
    while (ratesTaken < part.rates().size()) {
      CompletionStage<Void> taken = part.rates().get(ratesTaken).take(piece.size());
      ratesTaken++;
      taking = taken.toCompletableFuture();
      if (!taking.isDone()) {
        isWaitingForRates = true;
        taken.thenRun(() -> onGranted.invoke(Done.done()));
        return;
      }
    }
    push();
  }

  private void push() {
    isWaitingForRates = false;
    ratesTaken = 0;
    taking = null;
    part.meter().add(piece.size());
    left -= piece.size();
    push(out, piece);
    piece = null;
    if (left == 0) {
      complete(out);
    }
  }

  private void fail(Throwable thrown) {
    failStage(ExportFailure.of(thrown));
  }

  /** Keeps what is least of a reader who has stopped; the rest is read again when he goes on. */
  @Override
  public void onTimer(Object key) {
    boolean isTaking = isAvailable(out) || isWaitingForRates;
    if (isTaking || System.nanoTime() - handedOutNanos < PAUSE.toNanos()) {
      return;
    }
    sizes.notePause();
    if (ahead != null && ahead.pieces != null) {
      next = ahead.offset;
      release(ahead);
      ahead = null;
    }
    if (ahead == null && current != null && current.extra > 0) {
      release(current);
      next = end - left + keepLeast();
      current = new Chunk(next, 0, 0);
    }
  }

  /** Returns how many bytes are kept. */
  private int keepLeast() {
    Deque<ByteString> kept = new ArrayDeque<>();
    int bytes = 0;
    while (!pieces.isEmpty() && bytes + pieces.element().size() <= ChunkSizes.SMALLEST) {
      bytes += pieces.element().size();
      kept.add(pieces.remove().compact());
    }
    pieces = kept;
    return bytes;
  }

  private void release(Chunk chunk) {
    if (chunk != null && !chunk.isDropped) {
      chunk.isDropped = true;
      memory.giveBack(part.attempt(), chunk.extra);
    }
  }
}
