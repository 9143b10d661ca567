package io.landfall.node.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.node.config.Configuration;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClientArgumentsTest {
  private static ClientArguments read(String... arguments) {
    return ClientArguments.read(arguments);
  }

  @Test
  void whatIsForTheClientDoesNotGoToTheNode() {
    ClientArguments read =
        read("export", "--data-dir", "d", "--keep-alive=5m", "--workers", "3", "-o", "a.tif");
    assertThat(read.mode()).isEqualTo("export");
    assertThat(read.dataDir()).isEqualTo("d");
    assertThat(read.keepAlive()).isEqualTo("5m");
    assertThat(read.workers()).isEqualTo("3");
    assertThat(read.alone()).isFalse();
    assertThat(read.forNode()).containsExactly("export", "--workers", "3", "-o", "a.tif");
  }

  @Test
  void helpNoDaemonAndAnOptionWithoutItsValueAreForTheWholeProgram() {
    assertThat(read().alone()).isTrue();
    assertThat(read("export", "--help").alone()).isTrue();
    assertThat(read("export", "--no-daemon", "-o", "a.tif").alone()).isTrue();
    assertThat(read("export", "--data-dir").alone()).isTrue();
  }

  @Test
  void timesAreReadWithTheirUnits() {
    assertThat(KeepAlive.parse("90")).isEqualTo(Duration.ofSeconds(90));
    assertThat(KeepAlive.parse("10m")).isEqualTo(Duration.ofMinutes(10));
    assertThat(KeepAlive.parse("2 h")).isEqualTo(Duration.ofHours(2));
    for (String wrong : new String[] {"", "m", "-1", "1d", "169h", "99999999999s", "1.5h"}) {
      assertThatThrownBy(() -> KeepAlive.parse(wrong)).as(wrong).hasMessageContaining("--keep-al");
    }
  }

  @Test
  void aCommandIsReadAsItWasSent() throws IOException {
    var command =
        new CommandRequest(
            List.of("export", "--scene", "Zürich\n.tif", ""),
            "/tmp/folder",
            Map.of("AWS_PROFILE", "a=b"),
            132,
            "");
    assertThat(CommandRequest.decode(command.encode())).isEqualTo(command);
    assertThatThrownBy(() -> CommandRequest.decode(new byte[] {127, 0, 0, 0}))
        .isInstanceOf(IOException.class);
  }

  @Test
  void everyVariableThatSetsSomethingIsSent() {
    assertThat(Configuration.variables()).allMatch(CommandRequest::matters);
    assertThat(List.of("AWS_SECRET_ACCESS_KEY", "HTTPS_PROXY", "no_proxy", "HOME"))
        .allMatch(CommandRequest::matters);
    assertThat(List.of("PATH", "SSH_AUTH_SOCK", "GITHUB_TOKEN")).noneMatch(CommandRequest::matters);
  }

  @Test
  void versionsAreComparedByTheirNumbers() {
    assertThat(new BuildId("0.10.0", "a").isNewerThan(new BuildId("0.9.3-SNAPSHOT", "b"))).isTrue();
    assertThat(new BuildId("0.9.3", "a").isNewerThan(new BuildId("0.9.3-SNAPSHOT", "b"))).isFalse();
    assertThat(new BuildId("unknown", "a").isNewerThan(new BuildId("0.1", "b"))).isFalse();
  }
}
