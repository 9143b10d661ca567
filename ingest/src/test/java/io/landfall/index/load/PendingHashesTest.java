package io.landfall.index.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PendingHashesTest {
  private final HashFlagMap set = HashFlagMap.of64Bits();
  private final List<Integer> repeated = new ArrayList<>();
  private final PendingHashes<Integer> pending = new PendingHashes<>(set, repeated::add);

  @Test
  void eachValueWhoseHashCameBeforeIsToldOnceAndInItsOrder() {
    var random = new Random(5);
    Set<Long> seen = new TreeSet<>();
    List<Integer> expected = new ArrayList<>();
    for (int value = 0; value < 10_000; value++) {
      long hash = random.nextInt(6_000);
      pending.add(hash, value);
      if (!seen.add(hash)) {
        expected.add(value);
      }
      if (value % 1_777 == 0) {
        pending.flush();
      }
    }
    pending.flush();

    assertThat(repeated).isEqualTo(expected);
    assertThat(set.size()).isEqualTo(seen.size());
  }

  @Test
  void whatIsPendingIsInTheSetOnceItIsFlushed() {
    pending.add(7, 1);
    pending.flush();
    pending.flush();

    assertThat(set.contains(7, 0)).isTrue();
    assertThat(set.size()).isEqualTo(1);
    assertThat(repeated).isEmpty();
  }
}
