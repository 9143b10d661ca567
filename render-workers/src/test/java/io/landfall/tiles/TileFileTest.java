package io.landfall.tiles;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.TileFormat;
import io.landfall.model.tile.TileAddress;
import io.landfall.model.tile.TileImage;
import io.landfall.model.tile.TileSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TileFileTest {
  private static final long LEAST = TileFile.LEAST_BYTES;

  @TempDir private Path folder;

  @Test
  void theLatestTilesAreKept() {
    try (TileFile file = TileFile.in(folder, 10 * LEAST)) {
      for (int x = 0; x < 25; x++) {
        file.put(key(x), image(x, 100 + x));
      }
      for (int x = 0; x < 25; x++) {
        assertThat(file.holds(key(x))).as("tile %d", x).isEqualTo(x >= 15);
        assertThat(file.read(key(x)).isPresent()).as("tile %d", x).isEqualTo(x >= 15);
      }
      assertThat(bytes(file, 20)).isEqualTo(content(20, 120));
      assertThat(file.bytes()).isEqualTo(10 * LEAST);
    }
  }

  @Test
  void noTileLiesAcrossTheEnd() {
    try (TileFile file = TileFile.in(folder, 5 * LEAST)) {
      int large = (int) (2 * LEAST);
      file.put(key(1), image(1, large));
      file.put(key(2), image(2, large));
      file.put(key(3), image(3, large)); // at the start again, over the first
      assertThat(file.holds(key(1))).isFalse();
      assertThat(bytes(file, 2)).isEqualTo(content(2, large));
      assertThat(bytes(file, 3)).isEqualTo(content(3, large));
      file.put(key(4), image(4, (int) (5 * LEAST)));
      assertThat(file.holds(key(3))).isFalse();
      assertThat(bytes(file, 4)).isEqualTo(content(4, (int) (5 * LEAST)));
      file.put(key(5), image(5, (int) (5 * LEAST) + 1));
      assertThat(file.holds(key(5))).as("larger than all of it").isFalse();
      assertThat(file.holds(key(4))).isTrue();
    }
  }

  @Test
  void thatNothingIsThereIsKeptToo() {
    try (TileFile file = TileFile.in(folder, 10 * LEAST)) {
      file.put(key(1), Optional.empty());
      assertThat(file.read(key(1)).orElseThrow().image()).isEmpty();
    }
  }

  @Test
  void manyThreadsReadWhatWasWrittenOrNothing() {
    try (TileFile file = TileFile.in(folder, 20 * LEAST)) {
      List<CompletableFuture<Void>> all = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        int seed = thread;
        all.add(CompletableFuture.runAsync(() -> putAndRead(file, new Random(seed))));
      }
      all.forEach(CompletableFuture::join);
    }
  }

  private static void putAndRead(TileFile file, Random random) {
    for (int i = 0; i < 2000; i++) {
      int x = random.nextInt(60);
      int length = 1 + (x * 997) % 40_000;
      file.put(key(x), image(x, length));
      int other = random.nextInt(60);
      file.read(key(other))
          .ifPresent(
              tile ->
                  assertThat(
                          Arrays.equals(
                              tile.image().orElseThrow().bytes(),
                              content(other, 1 + (other * 997) % 40_000)))
                      .as("tile %d as it was written", other)
                      .isTrue());
    }
  }

  @Test
  void theFileHasNoNameAndIsGoneWhenItIsClosed() throws IOException {
    TileFile file = TileFile.in(folder, 10 * LEAST);
    file.put(key(1), image(1, 10));
    file.close();
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
    assertThat(file.read(key(1))).isEmpty();
    file.put(key(1), image(1, 10));
    assertThat(file.holds(key(1))).isFalse();
  }

  @Test
  void withoutAFolderNothingIsKept() {
    TileFile file = TileFile.in(folder.resolve("missing"), 10 * LEAST);
    file.put(key(1), image(1, 10));
    assertThat(file.read(key(1))).isEmpty();
    assertThat(TileFile.fitting(folder.resolve("missing"), 10 * LEAST).bytes()).isZero();
  }

  @Test
  void itTakesNoMoreThanAQuarterOfTheDiskByItself() throws IOException {
    long free = Files.getFileStore(folder).getUsableSpace();
    try (TileFile file = TileFile.fitting(folder, Long.MAX_VALUE)) {
      assertThat(file.capacity()).isLessThanOrEqualTo(free / 3);
    }
  }

  private static TileKey key(int x) {
    return new TileKey(1, new TileAddress(10, x, 0), TileSize.NORMAL, TileFormat.PNG);
  }

  private static Optional<TileImage> image(int seed, int length) {
    return Optional.of(new TileImage(TileFormat.PNG, content(seed, length)));
  }

  private static byte[] content(int seed, int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) seed);
    return bytes;
  }

  private static byte[] bytes(TileFile file, int x) {
    return file.read(key(x)).orElseThrow().image().orElseThrow().bytes();
  }
}
