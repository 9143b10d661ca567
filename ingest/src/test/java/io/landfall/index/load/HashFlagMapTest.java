package io.landfall.index.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class HashFlagMapTest {
  /** A whole hash. */
  private record Hash(long first, long second) {}

  @Test
  void hashesThatDifferInTheSecondHalfAloneAreTwo() {
    var whole = HashFlagMap.of128Bits();
    assertThat(whole.add(7, 1, 0)).isTrue();
    assertThat(whole.contains(7, 2)).isFalse();
    assertThat(whole.add(7, 2, 0)).isTrue();
    assertThat(whole.add(7, 1, 0)).isFalse();
    assertThat(whole.size()).isEqualTo(2);

    var half = HashFlagMap.of64Bits();
    assertThat(half.add(7, 1, 0)).isTrue();
    assertThat(half.add(7, 2, 0)).isFalse();
  }

  @Test
  void aHashOfZeroesIsOneLikeAnyOther() {
    var hashes = HashFlagMap.of128Bits();
    assertThat(hashes.contains(0, 0)).isFalse();
    hashes.add(0, 0, 0);
    assertThat(hashes.contains(0, 0)).isTrue();
    assertThat(hashes.contains(0, 1)).isFalse();
  }

  /**
   * Few values for each half, so that hashes meet in one half and in both; many, so that it grows.
   */
  @Property(tries = 200)
  void itIsLikeAnyOtherMap(@ForAll Random random) {
    var hashes = HashFlagMap.of128Bits();
    Map<Hash, Integer> expected = new HashMap<>();
    int few = 1 + random.nextInt(100);
    int calls = random.nextInt(4_000);
    for (int i = 0; i < calls; i++) {
      var hash = new Hash(random.nextInt(few) * 1024L, random.nextInt(few) - few / 2);
      int flag = 2 << random.nextInt(3);
      if (expected.containsKey(hash) && random.nextInt(5) == 0) {
        assertThat(hashes.flag(hash.first(), hash.second(), flag))
            .isEqualTo((expected.get(hash) & flag) == 0);
        expected.merge(hash, flag, (flags, more) -> flags | more);
      }
      assertThat(hashes.contains(hash.first(), hash.second()))
          .isEqualTo(expected.containsKey(hash));
      assertThat(hashes.add(hash.first(), hash.second(), flag))
          .isEqualTo(!expected.containsKey(hash));
      expected.merge(hash, flag, (before, more) -> before | more);
    }

    assertThat(hashes.size()).isEqualTo(expected.size());
    for (int flag : new int[] {2, 4, 8, 6}) {
      List<Hash> found = new ArrayList<>();
      hashes.forEachMatching(flag, flag, (first, second) -> found.add(new Hash(first, second)));
      assertThat(found)
          .containsExactlyInAnyOrderElementsOf(
              expected.keySet().stream()
                  .filter(hash -> (expected.get(hash) & flag) == flag)
                  .toList());
      assertThat(hashes.count(flag)).isEqualTo(found.size());
    }
    List<Hash> without = new ArrayList<>();
    hashes.forEachMatching(2 | 4, 2, (first, second) -> without.add(new Hash(first, second)));
    assertThat(without).hasSize((int) expected.values().stream().filter(f -> (f & 6) == 2).count());
  }
}
