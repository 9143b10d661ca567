package io.landfall.plan.composite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.SceneId;
import io.landfall.model.plan.PlannedScene;
import io.landfall.model.request.Composite;
import java.util.List;
import org.junit.jupiter.api.Test;

class MosaicOrderTest {
  private static final List<PlannedScene> SCENES =
      List.of(scene("2024-05-30T10:00:00Z"), scene("2024-06-03T10:00:00Z"), scene("2024-06-01"));

  @Test
  void theLastLiesOnTopOfThoseBeforeIt() {
    assertThat(order("last")).containsExactly(2, 1, 0);
    assertThat(order("first")).containsExactly(0, 1, 2);
  }

  @Test
  void theNearestToADateLiesOnTop() {
    assertThat(order("best:date:2024-06-02T20:00:00Z")).containsExactly(1, 2, 0);
    assertThat(order("best:date:2024-05-01")).containsExactly(0, 2, 1);
  }

  @Test
  void aSceneWithoutADateIsRefused() {
    Composite nearest = Composite.parse("best:date:2024-06-02", name -> null);
    assertThatThrownBy(() -> MosaicOrder.of(nearest, List.of(scene(null))))
        .hasMessageContaining("nothing tells when scene s was taken");
  }

  private static List<Integer> order(String composite) {
    return MosaicOrder.of(Composite.parse(composite, name -> null), SCENES);
  }

  private static PlannedScene scene(String acquired) {
    return new PlannedScene(new SceneId("s"), "s", List.of(), acquired);
  }
}
