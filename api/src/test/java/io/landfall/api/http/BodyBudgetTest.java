package io.landfall.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.ExportFailure;
import org.junit.jupiter.api.Test;

class BodyBudgetTest {
  private static final long MIB = 1 << 20;
  private final BodyBudget budget = new BodyBudget(16 * MIB); // 4 for small ones, 12 for large

  @Test
  void largeBodiesLeaveRoomForSmallOnes() {
    take("a", 6 * MIB);
    take("b", 6 * MIB);
    assertThatThrownBy(() -> take("c", MIB))
        .isInstanceOf(ExportFailure.class)
        .hasMessageContaining("again in a few seconds");
    for (int i = 0; i < 8; i++) {
      take("c", BodyBudget.SMALL_BYTES);
    }
    assertThatThrownBy(() -> take("c", 1)).isInstanceOf(ExportFailure.class);
    take("d", BodyBudget.SMALL_BYTES);
  }

  @Test
  void noAddressGetsMoreThanHalf() {
    take("a", 4 * MIB);
    assertThatThrownBy(() -> take("a", 4 * MIB)).isInstanceOf(ExportFailure.class);
    take("b", 4 * MIB);
  }

  @Test
  void oneAloneMayBeAsLargeAsItIs() {
    BodyBudget.Lease huge = take("a", 100 * MIB);
    assertThatThrownBy(() -> take("b", MIB)).isInstanceOf(ExportFailure.class);
    huge.close();
    take("b", MIB);
  }

  @Test
  void whatIsGivenBackIsThereAgain() {
    BodyBudget.Lease lease = budget.begin("a");
    for (int i = 0; i < 100; i++) {
      lease.add(10_000); // small at first, large in the end
    }
    assertThat(budget.used()).isEqualTo(1_000_000);
    lease.close();
    lease.close();
    assertThat(budget.used()).isZero();
    BodyBudget.Lease refused = budget.begin("a");
    take("b", 12 * MIB);
    assertThatThrownBy(() -> refused.add(MIB)).isInstanceOf(ExportFailure.class);
    refused.close();
    assertThat(budget.used()).isEqualTo(12 * MIB);
  }

  private BodyBudget.Lease take(String address, long bytes) {
    BodyBudget.Lease lease = budget.begin(address);
    lease.add(bytes);
    return lease;
  }
}
