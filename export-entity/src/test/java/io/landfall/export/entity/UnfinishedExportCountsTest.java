package io.landfall.export.entity;

import static io.landfall.export.entity.Samples.NOW;
import static io.landfall.export.entity.Samples.REQUEST;
import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.export.ExportStep;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportId;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UnfinishedExportCountsTest {
  private final UnfinishedExportCounts counts = new UnfinishedExportCounts();
  private final ExportId id = ExportId.generate();

  @Test
  void ofManyThatBeginAtATimeNoMoreBeginThanMay() {
    long begun =
        IntStream.range(0, 10_000)
            .parallel()
            .filter(i -> counts.tryAdd(ExportId.generate(), "ann", 100))
            .count();
    assertThat(begun).isEqualTo(100);
    assertThat(counts.count("ann")).isEqualTo(100);
    assertThat(counts.tryAdd(id, "bob", 1)).as("another owner").isTrue();
  }

  @Test
  void anExportIsCountedOnceUntilItHasEnded() {
    ExportState pending =
        ExportState.beforeFirstEvent().apply(new ExportEvent.Requested(REQUEST, NOW));
    String owner = REQUEST.owner();
    assertThat(counts.tryAdd(id, owner, 1)).isTrue();
    counts.update(id, pending);
    counts.update(id, pending);
    assertThat(counts.count(owner)).isEqualTo(1);
    counts.update(
        id, pending.apply(new ExportEvent.Failed(ErrorCode.INTERNAL, ExportStep.PLAN, "", NOW)));
    assertThat(counts.count(owner)).isZero();
    counts.remove(id);
    assertThat(counts.count(owner)).isZero();
  }

  @Test
  void whatComesFromAnotherNodeIsCountedBeyondTheBound() {
    ExportState pending =
        ExportState.beforeFirstEvent().apply(new ExportEvent.Requested(REQUEST, NOW));
    String owner = REQUEST.owner();
    assertThat(counts.tryAdd(id, owner, 1)).isTrue();
    counts.update(ExportId.generate(), pending);
    assertThat(counts.count(owner)).isEqualTo(2);
    counts.remove(id);
    assertThat(counts.tryAdd(id, owner, 1)).isFalse();
    assertThat(counts.count(owner)).as("one that was refused").isEqualTo(1);
  }
}
