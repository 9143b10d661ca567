package io.landfall.export.entity;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.ExportId;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class NewExportsTest {
  private final NewExports newExports = new NewExports();

  @Test
  void anIdThatWasMadeAMomentAgoIsNewOnceAndUntilItsSubmissionEnds() {
    ExportId id = ExportId.generate();
    String persistenceId = ExportEntity.persistenceId(id).id();
    long made = id.value().getMostSignificantBits() >>> 16;

    newExports.begin(id, made + 999);
    assertThat(newExports.isNew(persistenceId)).isTrue();
    assertThat(newExports.takeNew(persistenceId)).isTrue();
    assertThat(newExports.isNew(persistenceId)).isFalse();
    assertThat(newExports.takeNew(persistenceId)).isFalse();

    newExports.begin(id, made);
    newExports.end(id);
    assertThat(newExports.isNew(persistenceId)).isFalse();
  }

  @Test
  void anIdThatMayHaveBeenSubmittedBeforeIsLookedUp() {
    ExportId id = ExportId.generate();
    long made = id.value().getMostSignificantBits() >>> 16;
    newExports.begin(id, made + 1_000);
    assertThat(newExports.isNew(ExportEntity.persistenceId(id).id())).isFalse();

    UUID ofKey =
        new UUID(
            id.value().getMostSignificantBits() & ~0xF000L | 0x8000L,
            id.value().getLeastSignificantBits());
    newExports.begin(new ExportId(ofKey), made);
    assertThat(newExports.isNew(ExportEntity.persistenceId(new ExportId(ofKey)).id())).isFalse();
  }
}
