package io.landfall.node.formation;

import static org.assertj.core.api.Assertions.assertThat;

import akka.cluster.Invalid;
import akka.cluster.Valid$;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WireVersionCheckTest {
  private final WireVersionCheck check = new WireVersionCheck();
  private final Config own = speaking(WireVersionCheck.CURRENT);

  @Test
  void nodesOfOneVersionJoinAndThoseOfAnotherAreToldBoth() {
    assertThat(check.check(speaking(WireVersionCheck.CURRENT), own)).isEqualTo(Valid$.MODULE$);
    var refused = (Invalid) check.check(speaking(7), own);
    assertThat(refused.errorMessages().mkString())
        .isEqualTo("Version 7 of the messages between nodes is not 2, which this node speaks");
  }

  @Test
  void aNodeFromBeforeThereWereVersionsSpeaksTheFirst() {
    assertThat(check.check(ConfigFactory.empty(), speaking(1))).isEqualTo(Valid$.MODULE$);
    assertThat(check.check(ConfigFactory.empty(), speaking(2))).isInstanceOf(Invalid.class);
  }

  @Test
  void theVersionIsWhatAkkaSendsWithTheQuestion() {
    assertThat(check.requiredKeys().mkString()).isEqualTo(WireVersionCheck.KEY);
    assertThat(WireVersionCheck.settings()).containsKey(WireVersionCheck.KEY);
  }

  private static Config speaking(int version) {
    return ConfigFactory.parseMap(Map.of(WireVersionCheck.KEY, version));
  }
}
