package io.landfall.steps;

import static io.landfall.worker.RenderFixture.ATTEMPT;
import static io.landfall.worker.RenderFixture.ID;
import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.export.ExportStep;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepSupervisorTest {
  private static final ExportAttempt SECOND = new ExportAttempt(ID, 2);
  private static final ExportAttempt OTHER = ExportAttempt.first(ExportId.generate());

  private final List<String> stopped = new ArrayList<>();
  private final StepSupervisor<String> supervisor = new StepSupervisor<>(stopped::add);

  private void begin(StepKey key, String step) {
    supervisor.begin(key, () -> step);
  }

  private static StepKey key(ExportStep step) {
    return StepKey.of(ATTEMPT, step);
  }

  @Test
  void aStepThatRunsIsNotStartedAgain() {
    begin(key(ExportStep.RENDER), "render");
    assertThat(supervisor.begin(key(ExportStep.RENDER), () -> "again")).isEmpty();
    assertThat(supervisor.find(key(ExportStep.RENDER))).contains("render");
    assertThat(stopped).isEmpty();
  }

  @Test
  void anotherStepOfTheExportStopsItBeforeItStarts() {
    begin(key(ExportStep.RENDER), "render");
    supervisor.begin(
        key(ExportStep.DISCARD),
        () -> {
          assertThat(stopped).containsExactly("render");
          return "discard";
        });
    assertThat(supervisor.all()).containsExactly("discard");
  }

  @Test
  void theSameStepOfAnotherAttemptAndDiscardingAfterCleaningUpAreOtherSteps() {
    begin(key(ExportStep.CLEAN_UP), "clean up 1");
    begin(key(ExportStep.DISCARD), "discard 1");
    begin(StepKey.of(SECOND, ExportStep.DISCARD), "discard 2");
    assertThat(stopped).containsExactly("clean up 1", "discard 1");
  }

  @Test
  void stepsOfOtherExportsAreLeftAlone() {
    begin(key(ExportStep.PLAN), "plan");
    begin(StepKey.of(OTHER, ExportStep.COMMIT), "commit");
    supervisor.stopAll(ID);
    assertThat(stopped).containsExactly("plan");
    assertThat(supervisor.all()).containsExactly("commit");
  }

  @Test
  void deliveriesOfOneAttemptGoSideBySide() {
    begin(key(ExportStep.COMMIT), "commit");
    begin(StepKey.ofDelivery(ATTEMPT, 0), "to 0");
    begin(StepKey.ofDelivery(ATTEMPT, 1), "to 1");
    assertThat(stopped).containsExactly("commit");
    assertThat(supervisor.all()).containsExactly("to 0", "to 1");

    begin(StepKey.ofDelivery(SECOND, 0), "of the second");
    assertThat(stopped).containsExactly("commit", "to 0", "to 1");
  }

  @Test
  void anEndedStepMayBeginAgain() {
    begin(key(ExportStep.PLAN), "first");
    supervisor.ended(key(ExportStep.PLAN), "first");
    assertThat(supervisor.all()).isEmpty();
    begin(key(ExportStep.PLAN), "second");
    assertThat(stopped).isEmpty();
  }

  /** The end of a child is told late, when another runs under its key. */
  @Test
  void theLateEndOfAReplacedStepDoesNotForgetItsSuccessor() {
    begin(key(ExportStep.PLAN), "first");
    supervisor.stopAll(ID);
    begin(key(ExportStep.PLAN), "second");
    supervisor.ended(key(ExportStep.PLAN), "first");
    assertThat(supervisor.find(key(ExportStep.PLAN))).contains("second");
  }

  /** As a simulated coordinator does, which ends at once. */
  @Test
  void aStepThatEndsWhileItIsStoppedConfusesNothing() {
    var ending = new EndingSteps();
    for (ExportStep step : ExportStep.values()) {
      ending.supervisor.begin(key(step), () -> key(step));
    }
    assertThat(ending.supervisor.all()).containsExactly(key(ExportStep.DISCARD));
    ending.supervisor.stopAll(ID);
    assertThat(ending.supervisor.all()).isEmpty();
  }

  private static final class EndingSteps {
    private final StepSupervisor<StepKey> supervisor = new StepSupervisor<>(this::end);

    private void end(StepKey step) {
      supervisor.ended(step, step);
    }
  }
}
