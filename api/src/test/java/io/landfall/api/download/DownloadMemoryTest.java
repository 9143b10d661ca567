package io.landfall.api.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import org.junit.jupiter.api.Test;

class DownloadMemoryTest {
  private static final int READERS = 64; // of 8 MiB

  private final DownloadMemory memory = new DownloadMemory(8 << 20);
  private final ExportAttempt loved = new ExportAttempt(ExportId.generate(), 1);
  private final ExportAttempt other = new ExportAttempt(ExportId.generate(), 1);

  private int enterAll(ExportAttempt attempt) {
    int readers = 0;
    while (true) {
      try {
        memory.checkFree(attempt);
      } catch (ExportFailure refused) {
        assertThat(refused.code()).isEqualTo(ErrorCode.NODE_BUSY);
        return readers;
      }
      memory.enter(attempt);
      readers++;
    }
  }

  @Test
  void readersOfOneExportLeaveHalfOfThePlacesToOthers() {
    assertThat(enterAll(loved)).isEqualTo(READERS / 2);
    assertThat(enterAll(other)).isEqualTo(READERS / 2);
    var third = new ExportAttempt(ExportId.generate(), 1);
    assertThatThrownBy(() -> memory.checkFree(third)).hasMessageContaining("64 readers");
    assertThat(memory.refused()).isEqualTo(3);
    memory.leave(loved);
    assertThatCode(() -> memory.checkFree(third)).doesNotThrowAnyException();
  }
}
