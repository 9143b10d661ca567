package io.landfall.delivery.dropbox;

import io.landfall.delivery.CommitsUnderway;
import io.landfall.delivery.DeliveryItem;
import io.landfall.delivery.DeliveryRun;
import io.landfall.delivery.FileNames;
import io.landfall.delivery.Sidecar;
import io.landfall.delivery.dropbox.ChunkReader.Hashes;
import io.landfall.delivery.dropbox.DropboxCalls.Patience;
import io.landfall.delivery.dropbox.DropboxRefusedException.Refusal;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.delivery.DeliveredFile;
import io.landfall.model.delivery.DeliveryReceipt;
import io.landfall.model.delivery.DeliverySession;
import io.landfall.store.ObjectStore;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * One try to bring a file and its sidecars into a Dropbox, from top to bottom in one thread.
 *
 * <p>The bytes go into an upload session, whose id is in the journal before the first of them. What
 * the session has already, by its own word, is not sent again. Sidecars come next, and the session
 * becomes the file last of all: where the file is, all is. A commit whose outcome is not known is
 * looked up before anything else is done.
 */
final class DropboxUpload {
  /** Sessions that one try may begin when those before are lost. */
  private static final int MOST_SESSIONS = 4;

  /** Times that a chunk is sent which does not arrive as it was. */
  private static final int MOST_CHANGED = 4;

  /** Failures after which a retry would find the same. */
  private static final Set<ErrorCode> IN_VAIN =
      EnumSet.of(ErrorCode.DESTINATION_EXISTS, ErrorCode.DESTINATION_FULL);

  private static final byte[] NOTHING = {};

  /** No chunk was read that is not sent. */
  private static final long NONE = -1;

  private final DropboxCalls calls;
  private final ObjectStore store;
  private final CommitsUnderway commits;
  private final MadeSidecars made;
  private final DeliveryKey key;

  // where a long wait has left off
  private ChunkReader source;
  private long unsentFrom = NONE;
  private Hashes hashes;

  private final DropboxFolder folder;
  private final int chunkBytes;
  private final DeliveryItem item;
  private final DeliveryRun run;
  private final String path;

  /** An upload session is of no use any more. */
  private static final class SessionLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  DropboxUpload(
      DropboxCalls calls,
      DropboxTargets dropbox,
      DropboxFolder folder,
      int chunkBytes,
      DeliveryItem item,
      DeliveryRun run) {
    this.calls = calls;
    this.store = dropbox.store();
    this.commits = dropbox.commits();
    this.made = dropbox.sidecars();
    this.key = new DeliveryKey(item.attempt(), item.destination());
    this.folder = folder;
    this.chunkBytes = chunkBytes;
    this.item = item;
    this.run = run;
    this.path = folder.path(item.fileName());
  }

  /**
   * Does it all; fails as {@link io.landfall.delivery.DeliveryTarget#deliver} does.
   *
   * @throws LongWaitException to be called again then; it goes on where it was
   */
  DeliveryReceipt run() {
    try {
      DeliveryReceipt receipt = deliver();
      made.forget(key);
      return receipt;
    } catch (LongWaitException e) {
      throw e;
    } catch (DropboxRefusedException e) {
      undo(false);
      throw DropboxFailures.notWritable(path, e.tag());
    } catch (RuntimeException e) {
      undo(e instanceof ExportFailure failure && IN_VAIN.contains(failure.code()));
      throw e;
    }
  }

  private DeliveryReceipt deliver() {
    String session =
        run.session()
            .filter(journalled -> journalled.location().equals(path))
            .map(DeliverySession::upload)
            .orElse(null);
    if (session == null) {
      journal(null);
    }
    for (int sessions = 1; ; sessions++) {
      Optional<DropboxFile> there = find(path);
      if (there.isPresent()) {
        return finishOf(there.get());
      }
      try {
        return upload(session);
      } catch (SessionLostException e) {
        if (sessions == MOST_SESSIONS) {
          throw DropboxFailures.sessionsLost(path, sessions);
        }
        session = null;
        restart();
      }
    }
  }

  private void journal(String session) {
    run.recordSession(path, session).toCompletableFuture().join();
  }

  private Optional<DropboxFile> find(String what) {
    return calls.repeat(api -> api.find(what));
  }

  /** Finishes a delivery whose file is there, by an earlier try of ours. */
  private DeliveryReceipt finishOf(DropboxFile there) {
    if (there.bytes() != item.object().bytes()) {
      throw DropboxFailures.exists(path);
    }
    var source = new ChunkReader(store, item, chunkBytes);
    while (source.hasNext()) {
      calls.checkRunning();
      run.onBytes(source.next().length);
    }
    Hashes hashes = source.end();
    if (!there.holds(item.object().bytes(), hashes.content())) {
      throw DropboxFailures.exists(path);
    }
    return receipt(hashes, sidecars(hashes));
  }

  private DeliveryReceipt upload(String journalled) {
    checkSpace();
    String session = journalled == null ? begin() : journalled;
    long offset = journalled == null ? 0 : offset(session);
    if (source == null || offset < (unsentFrom == NONE ? source.position() : unsentFrom)) {
      restart();
      source = new ChunkReader(store, item, chunkBytes);
    }
    while (unsentFrom != NONE || source.hasNext()) {
      calls.checkRunning();
      byte[] chunk = nextChunk();
      if (offset < source.position()) {
        append(session, unsentFrom, chunk, Math.max(offset, unsentFrom));
      }
      unsentFrom = NONE;
      calls.onProgress();
      run.onBytes(chunk.length);
    }
    if (hashes == null) {
      hashes = source.end();
    }
    List<DeliveredFile> sidecars = sidecars(hashes);
    commit(
        path,
        item.object().bytes(),
        hashes.content(),
        api -> api.finish(session, item.object().bytes(), path));
    readBack(hashes);
    return receipt(hashes, sidecars);
  }

  private byte[] nextChunk() {
    if (unsentFrom != NONE) {
      return source.again(unsentFrom);
    }
    unsentFrom = source.position();
    return source.next();
  }

  private void restart() {
    source = null;
    unsentFrom = NONE;
    hashes = null;
  }

  private void checkSpace() {
    long free = calls.repeat(DropboxApi::freeBytes);
    if (free < item.object().bytes()) {
      throw DropboxFailures.full(path, item.object().bytes(), free);
    }
  }

  private String begin() {
    String session = calls.repeat(DropboxApi::startSession);
    journal(session);
    return session;
  }

  /** Asks how many bytes a session has, by adding none at its begin. */
  private long offset(String session) {
    try {
      calls.repeat(
          api -> {
            api.append(session, 0, NOTHING, 0, 0);
            return session;
          });
      return 0;
    } catch (DropboxRefusedException e) {
      if (e.reason() == Refusal.WRONG_OFFSET && e.offset() <= item.object().bytes()) {
        return e.offset();
      }
      throw new SessionLostException();
    }
  }

  /**
   * Adds a chunk.
   *
   * @param from offset of the chunk in the file
   * @param begin offset of its first byte that the session does not have
   */
  private void append(String session, long from, byte[] chunk, long begin) {
    Patience patience = calls.new Patience();
    long end = from + chunk.length;
    int changed = 0;
    for (long at = begin; at < end; ) {
      int skipped = (int) (at - from);
      long offset = at;
      try {
        calls.once(
            api -> {
              api.append(session, offset, chunk, skipped, chunk.length - skipped);
              return session;
            });
        return;
      } catch (DropboxRefusedException e) {
        switch (e.reason()) {
          case WRONG_OFFSET -> at = resumedAt(e.offset(), from, end, at);
          case TRANSIENT -> patience.waitAfter(e);
          case BYTES_CHANGED -> {
            if (++changed == MOST_CHANGED) {
              throw DropboxFailures.changedUnderway(path);
            }
          }
          case SESSION_LOST, SESSION_COMMITTED -> throw new SessionLostException();
          default -> {
            checkSpace(); // an upload session has no word of its own for that
            throw e;
          }
        }
      }
    }
  }

  /** Goes on where the session is: an answer was lost, or a request came twice. */
  private static long resumedAt(long offset, long from, long end, long at) {
    if (offset < from || offset > end || offset == at) {
      throw new SessionLostException();
    }
    return offset;
  }

  private List<DeliveredFile> sidecars(Hashes hashes) {
    FileNames names = FileNames.amongOthers(item.fileName(), item.type());
    List<DeliveredFile> delivered = new ArrayList<>();
    for (Sidecar sidecar : run.sidecars().make(names, hashes.sha256())) {
      String target = folder.path(sidecar.name());
      byte[] content = sidecar.content();
      commit(
          target,
          content.length,
          ContentHash.of(content, 0, content.length),
          api -> {
            DropboxFile file = api.upload(target, content);
            made.add(key, file);
            return file;
          });
      delivered.add(sidecar.delivered(DropboxFolder.href(target)));
    }
    return delivered;
  }

  private void commit(
      String target, long bytes, String hash, Function<DropboxApi, DropboxFile> attempt) {
    commits.run(key.toString(), () -> committed(target, bytes, hash, attempt));
  }

  /** Makes a file, once, and never over another. */
  private DropboxFile committed(
      String target, long bytes, String hash, Function<DropboxApi, DropboxFile> attempt) {
    Patience patience = calls.new Patience();
    while (true) {
      run.mayCommit().toCompletableFuture().join();
      try {
        DropboxFile file = calls.once(attempt);
        if (file.contentHash() != null && !file.holds(bytes, hash)) {
          removeQuietly(file);
          throw DropboxFailures.changedUnderway(target);
        }
        return file;
      } catch (DropboxRefusedException e) {
        Optional<DropboxFile> there = find(target);
        if (there.isPresent()) {
          if (there.get().holds(bytes, hash)) {
            return there.get(); // by this very call, or an earlier try
          }
          throw DropboxFailures.exists(target);
        }
        switch (e.reason()) {
          case TRANSIENT, BYTES_CHANGED -> patience.waitAfter(e);
          case SESSION_LOST, SESSION_COMMITTED, WRONG_OFFSET -> throw new SessionLostException();
          case FULL ->
              throw DropboxFailures.full(target, bytes, calls.repeat(DropboxApi::freeBytes));
          case NAME_TAKEN -> throw DropboxFailures.exists(target);
          default -> throw DropboxFailures.notWritable(target, e.tag());
        }
      }
    }
  }

  private void readBack(Hashes hashes) {
    DropboxFile there = find(path).orElseThrow(() -> DropboxFailures.changedUnderway(path));
    if (!there.holds(item.object().bytes(), hashes.content())) {
      throw DropboxFailures.changedUnderway(path);
    }
  }

  private DeliveryReceipt receipt(Hashes hashes, List<DeliveredFile> sidecars) {
    return item.receipt(DropboxFolder.href(path), hashes.sha256(), sidecars);
  }

  /**
   * Removes the sidecars that were made of a file that does not come; not if another copy of this
   * delivery goes on, which may count on them.
   *
   * @param isInVain whether what has the file's name is not ours; else it keeps its sidecars
   */
  private void undo(boolean isInVain) {
    try {
      run.mayCommit().toCompletableFuture().join();
      if (isInVain || calls.once(api -> api.find(path)).isEmpty()) {
        made.of(key).forEach(this::removeQuietly);
        made.forget(key);
      }
    } catch (RuntimeException e) {
      // the failure that brought us here is the one to tell
    }
  }

  /** Removes what this try has made, if it still is that. */
  private void removeQuietly(DropboxFile file) {
    try {
      calls.once(
          api -> {
            api.delete(file);
            return file;
          });
    } catch (RuntimeException e) {
      // what brought us here is to be told
    }
  }
}
