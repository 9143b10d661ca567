package io.landfall.steps;

import akka.Done;
import io.landfall.model.ExportAttempt;
import io.landfall.model.StoredPart;
import io.landfall.pool.MemoryBudget;
import io.landfall.store.EqualParts;
import io.landfall.store.EqualParts.ComposedPart;
import io.landfall.store.EqualParts.Slice;
import io.landfall.store.ObjectKeys;
import io.landfall.store.ObjectStore;
import io.landfall.store.UploadBody;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;

/**
 * Composes the parts of an upload of the objects that hold its bytes, for a store that takes parts
 * of one size only. A part that an earlier try has put is kept: the same objects give the same
 * parts. That the file holds the bytes of all objects, its delivery reads back.
 */
final class PartComposer {
  /** Parts of one file that are composed at a time. */
  private static final int PARTS_AT_A_TIME = 2;

  /** What parts of all files of this node may take together while they are composed, in bytes. */
  private static final long MEMORY_BYTES = 2 * EqualParts.MAX_BYTES;

  private final ObjectStore store;
  private final MemoryBudget memory = new MemoryBudget(MEMORY_BYTES);

  PartComposer(ObjectStore store) {
    this.store = store;
  }

  /**
   * Puts all parts.
   *
   * @param key of the file
   * @param objects in the order of their bytes
   * @param alive called each time a part is there, by any thread; what it throws ends the work
   * @return the parts, in the order of their numbers
   */
  CompletionStage<List<StoredPart>> compose(
      ExportAttempt attempt,
      String key,
      String uploadId,
      List<StoredPart> objects,
      Runnable alive) {
    return store
        .parts(key, uploadId)
        .exceptionally(unknown -> null) // what cannot be listed is put again
        .thenCompose(
            listed -> {
              List<StoredPart> there = listed == null ? List.of() : listed.orElse(List.of());
              return new Composition(attempt, key, uploadId, there, alive)
                  .run(EqualParts.of(objects));
            });
  }

  /** One try of one file. */
  private final class Composition {
    private final ExportAttempt attempt;
    private final String key;
    private final String uploadId;
    private final Map<Integer, StoredPart> there;
    private final Runnable alive;
    private final Map<Integer, StoredPart> done = new ConcurrentSkipListMap<>();

    private Composition(
        ExportAttempt attempt,
        String key,
        String uploadId,
        List<StoredPart> there,
        Runnable alive) {
      this.attempt = attempt;
      this.key = key;
      this.uploadId = uploadId;
      this.there = there.stream().collect(Collectors.toMap(StoredPart::number, part -> part));
      this.alive = alive;
    }

    private CompletionStage<List<StoredPart>> run(List<ComposedPart> parts) {
      CompletableFuture<?>[] lanes = new CompletableFuture<?>[PARTS_AT_A_TIME];
      Arrays.fill(lanes, CompletableFuture.completedFuture(null));
      for (ComposedPart part : parts) {
        int lane = part.number() % PARTS_AT_A_TIME;
        lanes[lane] = lanes[lane].thenCompose(before -> keepOrPut(part));
      }
      return CompletableFuture.allOf(lanes).thenApply(all -> List.copyOf(done.values()));
    }

    private CompletionStage<Done> keepOrPut(ComposedPart part) {
      StoredPart known = there.get(part.number());
      CompletionStage<StoredPart> stored =
          known != null && known.bytes() == part.bytes()
              ? CompletableFuture.completedStage(known)
              // read and, once more, as the body of a request
              : memory.whenTaken(2 * part.bytes(), () -> put(part));
      return stored.thenApply(
          now -> {
            done.put(part.number(), now);
            alive.run();
            return Done.getInstance();
          });
    }

    private CompletionStage<StoredPart> put(ComposedPart part) {
      List<byte[]> chunks = new ArrayList<>();
      CompletionStage<Boolean> read = CompletableFuture.completedStage(true);
      for (Slice slice : part.slices()) {
        String object = ObjectKeys.partObject(attempt, slice.object());
        read =
            read.thenCompose(before -> store.getRange(object, slice.from(), slice.bytes()))
                .thenApply(chunks::add);
      }
      return read.thenCompose(
          all -> store.putPart(key, uploadId, part.number(), new UploadBody(chunks, 0)));
    }
  }
}
