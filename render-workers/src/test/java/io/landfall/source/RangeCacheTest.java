package io.landfall.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RangeCacheTest {
  private final RangeCache cache = new RangeCache(100);

  @Test
  void itHoldsNoMoreThanItMayAndLetsGoOfTheOldest() {
    for (int i = 0; i < 50; i++) {
      cache.offer("a", i, new byte[30]);
      assertThat(cache.heldBytes()).isLessThanOrEqualTo(100);
    }
    assertThat(cache.claim("a", 47, 49, 0))
        .extracting(RangeCache.RangeSlot::mine)
        .containsExactly(false, false, false);
    assertThat(cache.claim("a", 46, 46, 0))
        .extracting(RangeCache.RangeSlot::mine)
        .containsExactly(true);
  }

  @Test
  void aBlockLargerThanAllOfItIsGivenToItsReaderAndLetGo() {
    RangeCache.RangeSlot slot = cache.claim("a", 0, 0, 0).get(0);
    cache.fill(slot, new byte[500]);
    assertThat(slot.bytes().join()).hasSize(500);
    assertThat(cache.heldBytes()).isZero();
  }

  @Test
  void filesAreKeptApart() {
    cache.offer("a", 0, new byte[] {1});
    assertThat(cache.claim("b", 0, 0, 0).get(0).mine()).isTrue();
  }

  @Test
  void aClaimIsOnesOnlyUntilItFails() {
    RangeCache.RangeSlot mine = cache.claim("a", 0, 0, 0).get(0);
    RangeCache.RangeSlot other = cache.claim("a", 0, 0, 0).get(0);
    assertThat(mine.mine()).isTrue();
    assertThat(other.mine()).isFalse();
    cache.abandon(mine, new IOException("gone"));
    assertThat(other.bytes()).isCompletedExceptionally();
    assertThat(cache.claim("a", 0, 0, 0).get(0).mine()).isTrue();
  }

  @Test
  void aheadIsClaimedOnlyBehindAnOwnBlockAndUpToTheNextKnownOne() {
    cache.offer("a", 5, new byte[1]);
    List<RangeCache.RangeSlot> slots = cache.claim("a", 2, 3, 9);
    assertThat(slots).extracting(RangeCache.RangeSlot::index).containsExactly(2L, 3L, 4L);
    assertThat(cache.claim("a", 5, 5, 9)).hasSize(1);
  }
}
