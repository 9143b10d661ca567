package io.landfall.node.schema;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.node.embedded.DatabaseEndpoint;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseIT {
  /** As in a network namespace whose loopback interface is down. */
  @ParameterizedTest
  @CsvSource({
    "'', 'Cannot reach the embedded database', 'ip link set lo up'",
    "postgres://a@127.0.0.1:1/b, 'Cannot reach the database', 'Check DATABASE_URL'"
  })
  void whoCannotBeReachedIsNamedWithWhatHelps(String url, String who, String fix) {
    Duration second = Duration.ofSeconds(1);
    var settings = new DatabaseSettings(url, 4, Duration.ofMillis(1), second, second);
    assertThatThrownBy(
            () -> Database.connect(DatabaseEndpoint.local(1, "b", "a", "secret"), settings))
        .hasMessageStartingWith(who)
        .hasMessageContaining(fix)
        .hasMessageNotContaining("secret");
  }
}
