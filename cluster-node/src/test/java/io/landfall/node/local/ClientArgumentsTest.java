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
  void versionsAreComparedByTheirNumbersAndBuildsOfOneByTheirCommits() {
    assertThat(build("0.10.0", "").isNewerThan(build("0.9.3-SNAPSHOT", ""))).isTrue();
    assertThat(build("0.9.3", "").isNewerThan(build("0.9.3-SNAPSHOT", ""))).isFalse();
    assertThat(build("unknown", "").isNewerThan(build("0.1", ""))).isFalse();
    String earlier = "2026-11-30T04:09:48Z";
    String later = "2026-11-30T16:30:00Z";
    assertThat(build("0.1.0", later).isNewerThan(build("0.1.0", earlier))).isTrue();
    assertThat(build("0.1.0", earlier).isNewerThan(build("0.1.0", later))).isFalse();
    assertThat(build("0.1.0", earlier).isNewerThan(build("0.1.0", earlier))).isFalse();
    assertThat(build("0.1.0", later).isNewerThan(build("0.1.0", ""))).isFalse();
    assertThat(build("0.1.0", "").isNewerThan(build("0.1.0", earlier))).isFalse();
    assertThat(build("0.1.0", later).isNewerThan(build("0.2.0", earlier))).isFalse();
  }

  private static BuildId build(String version, String committed) {
    return new BuildId(version, "abc", committed);
  }
}
