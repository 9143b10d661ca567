package io.landfall.raster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpareBlocksTest {
  private final SpareBlocks<String, byte[]> spares = new SpareBlocks<>(100);

  @Test
  void givesBackOnceWhatWasLetGoOf() {
    byte[] value = {1};
    spares.add("a", value, 10);
    assertThat(spares.take("a")).containsSame(value);
    assertThat(spares.take("a")).isEmpty();
  }

  @Test
  void keepsThoseLetGoOfLast() {
    spares.add("a", new byte[1], 60);
    spares.add("b", new byte[1], 30);
    spares.add("c", new byte[1], 20);
    assertThat(spares.take("a")).isEmpty();
    assertThat(spares.take("b")).isPresent();
    assertThat(spares.take("c")).isPresent();
  }

  @Test
  void countsAValueOnceThatIsLetGoOfAgain() {
    for (int i = 0; i < 10; i++) {
      spares.add("a", new byte[1], 60);
    }
    spares.add("b", new byte[1], 40);
    assertThat(spares.take("a")).isPresent();
    assertThat(spares.take("b")).isPresent();
  }

  @Test
  void keepsNothingLargerThanAllOfIt() {
    spares.add("a", new byte[1], 50);
    spares.add("b", new byte[1], 101);
    assertThat(spares.take("a")).isPresent();
    assertThat(spares.take("b")).isEmpty();
  }

  @Test
  void largeArraysTakeWholeRegions() {
    long region = 1 << 20;
    assertThat(HeapRegions.taken(512 * 512 * 2, region)).isEqualTo(region);
    assertThat(HeapRegions.taken(256 * 256 * 2, region)).isEqualTo(256 * 256 * 2 + 16);
    assertThat(HeapRegions.taken(1024 * 1024 * 2, region)).isEqualTo(3 * region);
    assertThat(HeapRegions.taken(512 * 512 * 2, 8 * region)).isEqualTo(512 * 512 * 2 + 16);
    assertThat(HeapRegions.taken(512 * 512 * 2, 0)).isEqualTo(512 * 512 * 2 + 16);
  }
}
