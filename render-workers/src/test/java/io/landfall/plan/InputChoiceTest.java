package io.landfall.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import org.junit.jupiter.api.Test;

class InputChoiceTest {
  /** As a project of 10,000 scenes exported in 10 bands, and in 11. */
  @Test
  void aPlanNamesSoManyBandsAndNoMore() {
    InputChoice.checkCount(10_000 * 10);
    ExportFailure refused =
        catchThrowableOfType(ExportFailure.class, () -> InputChoice.checkCount(10_000 * 11));
    assertThat(refused.code()).isEqualTo(ErrorCode.EXPORT_TOO_LARGE);
    assertThat(refused).hasMessageContaining("110000 bands of scenes");
  }
}
