package io.landfall.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ClusterChangesTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // of a clock that overflows
  private final ClusterChanges changes = new ClusterChanges(now::get);

  @Test
  void nothingChangesWhereNobodyHasComeOrGone() {
    assertThat(changes.areUnderWay()).isFalse();
  }

  @Test
  void whatHasMovedSettlesForSomeTime() {
    changes.note();
    assertThat(changes.areUnderWay()).isTrue();
    now.addAndGet(ClusterChanges.SETTLING.toNanos() - 1);
    assertThat(changes.areUnderWay()).isTrue();
    now.incrementAndGet();
    assertThat(changes.areUnderWay()).isFalse();
  }

  @Test
  void eachChangeBeginsThatTimeAnew() {
    changes.note();
    now.addAndGet(ClusterChanges.SETTLING.toNanos() - 1);
    changes.note();
    now.addAndGet(ClusterChanges.SETTLING.toNanos() - 1);
    assertThat(changes.areUnderWay()).isTrue();
  }
}
