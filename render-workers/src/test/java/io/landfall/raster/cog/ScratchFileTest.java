package io.landfall.raster.cog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.ExportFailure;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchFileTest {
  @Test
  void whatWasWrittenIsReadUntilItIsClosed() {
    ScratchFile file = new ScratchFile();
    file.write(5, ByteBuffer.wrap(new byte[] {1, 2, 3}));
    ByteBuffer read = ByteBuffer.allocate(2);
    file.read(6, read);
    assertThat(read.array()).containsExactly(2, 3);
    assertThatThrownBy(() -> file.read(7, ByteBuffer.allocate(2)))
        .isInstanceOf(ExportFailure.class)
        .hasMessageContaining("ends at byte 8");
    file.close();
    file.close();
    assertThatThrownBy(() -> file.write(0, ByteBuffer.allocate(1)))
        .isInstanceOf(ExportFailure.class)
        .hasMessageContaining("closed");
  }

  @Test
  void aFailureSaysWhatToDoAndNamesNoFolder(@TempDir Path folder) {
    Path gone = folder.resolve("gone");
    ScratchFile file = new ScratchFile(gone);
    assertThatThrownBy(() -> file.write(0, ByteBuffer.allocate(1)))
        .isInstanceOf(ExportFailure.class)
        .hasMessageContaining("NoSuchFileException")
        .hasMessageContaining("java.io.tmpdir")
        .hasMessageNotContaining(folder.toString());
    file.close();
  }
}
