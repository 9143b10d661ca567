package io.landfall.node.wiring;

import akka.util.ByteString;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.landfall.api.download.Downloads;
import io.landfall.model.ExportAttempt;
import io.landfall.node.embedded.StoreFolder;
import io.landfall.node.embedded.StoreFolder.StoreFileVersion;
import io.landfall.pool.BoundedPool;
import io.landfall.store.ObjectKeys;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/**
 * Finished files of an embedded store, read from its folder. The store says which version a file
 * has, and is read itself where the folder does not have that: of a file that changes, no bytes of
 * two versions are mixed.
 */
final class EmbeddedStoreDownloads implements Downloads {
  private static final int MOST_KNOWN = 10_000;

  private final Downloads store;
  private final StoreFolder folder;
  private final BoundedPool pool;
  private final Cache<String, KnownFile> known =
      Caffeine.newBuilder().maximumSize(MOST_KNOWN).build();

  /** What the store has said of a file, and the version of which it has said that. */
  private record KnownFile(DownloadFile stored, StoreFileVersion version) {}

  /**
   * @param pool where files are read
   */
  EmbeddedStoreDownloads(Downloads store, StoreFolder folder, BoundedPool pool) {
    this.store = store;
    this.folder = folder;
    this.pool = pool;
  }

  @Override
  public CompletionStage<Optional<DownloadFile>> find(ExportAttempt attempt, String name) {
    String key = ObjectKeys.file(attempt, name);
    Optional<StoreFileVersion> before = folder.version(key);
    return store
        .find(attempt, name)
        .thenApply(
            found -> {
              if (found.isPresent() && before.isPresent()) {
                note(key, new KnownFile(found.get(), before.get()));
              }
              return found;
            });
  }

  /** A version that was there before and after the store has answered is what it has told of. */
  private void note(String key, KnownFile file) {
    boolean isSame = folder.version(key).equals(Optional.of(file.version()));
    if (isSame && file.version().bytes() == file.stored().bytes()) {
      known.put(key, file);
    }
  }

  @Override
  public CompletionStage<List<ByteString>> read(
      ExportAttempt attempt,
      String name,
      DownloadFile stored,
      long offset,
      int length,
      BooleanSupplier isWanted) {
    String key = ObjectKeys.file(attempt, name);
    KnownFile file = known.getIfPresent(key);
    if (file == null || !file.stored().equals(stored)) {
      return store.read(attempt, name, stored, offset, length, isWanted);
    }
    return pool.supply(() -> folder.read(key, file.version(), offset, length))
        .exceptionally(full -> Optional.empty())
        .thenCompose(
            read ->
                read.isPresent()
                    ? CompletableFuture.completedStage(pieces(read.get()))
                    : store.read(attempt, name, stored, offset, length, isWanted));
  }

  private static List<ByteString> pieces(List<ByteBuffer> read) {
    return read.stream().map(piece -> ByteString.fromArrayUnsafe(piece.array())).toList();
  }
}
