package io.landfall.broker;

import java.util.ArrayList;
import java.util.List;

/**
 * A scene as it is answered.
 *
 * @param details what more is known, in the order in which it is written
 */
public record BrokerScene(BasicSceneMetadata basic, List<SceneDetail> details) {
  public BrokerScene {
    details = List.copyOf(details);
  }

  /** Makes one of which no more is known. */
  public static BrokerScene of(BasicSceneMetadata basic) {
    return new BrokerScene(basic, List.of());
  }

  /** Makes one that tells {@code detail} too. */
  public BrokerScene withDetail(SceneDetail detail) {
    List<SceneDetail> more = new ArrayList<>(details);
    more.add(detail);
    return new BrokerScene(basic, more);
  }
}
