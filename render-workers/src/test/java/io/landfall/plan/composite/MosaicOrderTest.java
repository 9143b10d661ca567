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
  void theSceneWithTheLeastCloudLiesOnTop() {
    List<PlannedScene> scenes = List.of(cloudy(40.0), cloudy(2.5), cloudy(0.0), cloudy(2.5));
    Composite clearest = Composite.parse("best:cloud", name -> null);
    assertThat(MosaicOrder.of(clearest, scenes)).containsExactly(2, 1, 3, 0);
    assertThat(clearest.text()).isEqualTo("best:cloud");
    assertThatThrownBy(() -> MosaicOrder.of(clearest, List.of(cloudy(1.0), cloudy(null))))
        .hasMessageContaining("nothing tells how much of scene s they hide");
  }

  private static PlannedScene cloudy(Double percent) {
    return new PlannedScene(new SceneId("s"), "s", List.of(), null, percent);
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
