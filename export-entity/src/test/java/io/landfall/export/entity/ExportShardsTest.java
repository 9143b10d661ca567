package io.landfall.export.entity;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ExportShardsTest {
  @Test
  void whatANodeIsWarmedUpWithCanBeWrittenAndRead() {
    ActorTestKit testKit = ActorTestKit.create(ConfigFactory.load());
    try {
      assertThat(ExportShards.warmUp(testKit.system())).succeedsWithin(Duration.ofMinutes(1));
    } finally {
      testKit.shutdownTestKit();
    }
  }
}
