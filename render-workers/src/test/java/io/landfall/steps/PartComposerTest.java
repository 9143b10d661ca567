package io.landfall.steps;

import static io.landfall.worker.RenderFixture.ATTEMPT;
import static io.landfall.worker.RenderFixture.KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.StoredPart;
import io.landfall.store.MediaTypes;
import io.landfall.store.MemoryStore;
import io.landfall.store.ObjectKeys;
import io.landfall.store.UploadBody;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PartComposerTest {
  private static final int MIB = 1 << 20;

  private final MemoryStore store = new MemoryStore();
  private final PartComposer composer = new PartComposer(store);
  private final ByteArrayOutputStream whole = new ByteArrayOutputStream();
  private final List<StoredPart> objects = new ArrayList<>();
  private final String upload = store.openUpload(KEY, "").toCompletableFuture().join();

  @Test
  void theFileHasTheBytesOfAllObjects() {
    objects(5 * MIB, 20 * MIB, 7 * MIB + 3, 1);

    List<StoredPart> parts = compose(() -> {});

    assertThat(parts).extracting(StoredPart::number).containsExactly(1, 2, 3);
    assertThat(parts).extracting(StoredPart::bytes).containsExactly(16L * MIB, 16L * MIB, 4L);
    store.complete(KEY, upload, parts).toCompletableFuture().join();
    assertThat(store.objects.get(KEY)).isEqualTo(whole.toByteArray());
  }

  /** As when the node dies, or another has the export now. */
  @Test
  void whatIsThereIsKeptByTheNextTry() {
    objects(60 * MIB);
    var left = new AtomicInteger(2);
    assertThatThrownBy(
            () ->
                compose(
                    () -> {
                      if (left.decrementAndGet() == 0) {
                        throw new CancellationException("this try ends");
                      }
                    }))
        .hasCauseInstanceOf(CancellationException.class);
    assertThat(store.uploads.get(upload)).hasSizeBetween(2, 3);
    byte[] kept = store.uploads.get(upload).get(1);

    List<StoredPart> parts = compose(() -> {});

    assertThat(store.uploads.get(upload).get(1)).as("not put again").isSameAs(kept);
    store.complete(KEY, upload, parts).toCompletableFuture().join();
    assertThat(store.objects.get(KEY)).isEqualTo(whole.toByteArray());
  }

  private List<StoredPart> compose(Runnable alive) {
    return composer.compose(ATTEMPT, KEY, upload, objects, alive).toCompletableFuture().join();
  }

  private void objects(int... sizes) {
    var random = new Random(5);
    for (int size : sizes) {
      byte[] bytes = new byte[size];
      random.nextBytes(bytes);
      whole.writeBytes(bytes);
      int number = objects.size() + 1;
      store.put(
          ObjectKeys.partObject(ATTEMPT, number), UploadBody.of(bytes), MediaTypes.OCTET_STREAM);
      objects.add(new StoredPart(number, "etag", size, null));
    }
  }
}
