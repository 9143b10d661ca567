package io.landfall.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.Attempt;
import io.landfall.model.Priority;
import io.landfall.model.StoredRun;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkerDeskTest {
  private final List<String> said = new ArrayList<>();
  private final WorkerDesk<String> desk = new WorkerDesk<>(2, 1, 1 << 20, 0, new Said());

  /** Else the two would send the run to and fro as fast as messages go. */
  @Test
  void aRunThatIsRenderedForAnotherCoordinatorIsHandedBackAndNotAskedForAtOnce() {
    desk.offer("old", standing(1), 0);
    desk.lease("old", order(0), standing(0), 0);
    desk.offer("new", standing(1), 0);
    said.clear();

    desk.lease("new", order(0), standing(1), 0);

    assertThat(said).containsExactly("new gets 0 back");
    desk.offer("new", standing(1), 0);
    assertThat(said).containsExactly("new gets 0 back", "pull from new");
  }

  private static Standing standing(int waiting) {
    return new Standing(RenderFixture.ID, "owner", Priority.NORMAL, 0, waiting, 1);
  }

  private static RunOrder order(int run) {
    return new RunOrder(Attempt.first(RenderFixture.ID), "sha", run, "upload");
  }

  private final class Said implements WorkerDesk.Out<String> {
    @Override
    public void watch(String coordinator) {}

    @Override
    public void pull(String coordinator) {
      said.add("pull from " + coordinator);
    }

    @Override
    public void render(Job<String> job) {
      said.add("render " + job.order().run());
    }

    @Override
    public void rendering(String coordinator, List<WorkerDesk.RunProgress> runs) {}

    @Override
    public void stored(String coordinator, StoredRun run) {}

    @Override
    public void returned(String coordinator, int run) {
      said.add("%s gets %d back".formatted(coordinator, run));
    }

    @Override
    public void drained() {}
  }
}
