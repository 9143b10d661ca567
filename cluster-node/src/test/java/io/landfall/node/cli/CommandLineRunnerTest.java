package io.landfall.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.node.cli.client.ListCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineRunnerTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void versionPrintsNameVersionAndCommit() {
    assertThat(run("version")).isZero();
    assertThat(out.toString()).matches("(?s)Landfall \\S+ \\(\\S+\\)\\s+");
  }

  @ParameterizedTest(name = "landfall {0}")
  @CsvSource({
    "''",
    "cook",
    "migrate",
    "migrate down",
    "migrate down x",
    "token create",
    "token revoke",
    "quota",
    "quota set",
    "quota set --owner ann --organization acme --exports-at-a-time 1",
    "quota show",
    "version --nonsense",
  })
  void wrongUsageEndsWithTwoAndAHint(String line) {
    assertThat(run(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
    assertThat(err.toString()).startsWith("landfall: ").contains("--help").doesNotContain("\tat ");
  }

  @ParameterizedTest(name = "landfall quota set {0}")
  @ValueSource(
      strings = {
        "--owner ann",
        "--owner ann --exports-at-a-time -1",
        "--owner ann --exports-at-a-time 1.5",
        "--owner ann --pixels-per-day NaN",
        "--owner ann --pixels-per-day 1e9",
        "--owner ann --pixels-per-day 9223372036854775807",
        "--organization acme --bytes-per-day 8EiB",
        "--owner \u0007 --exports-at-a-time 1",
      })
  void aQuotaThatIsNoneIsRefusedBeforeAnythingStarts(String line) {
    assertThat(run(("quota set " + line).split(" "))).isEqualTo(2);
    assertThat(err.toString()).contains("--").doesNotContain("\tat ");
  }

  @ParameterizedTest(name = "--expires {0}")
  @ValueSource(strings = {"soon", "0s", "90", "200y", "999999d", "P-1D"})
  void aLifeOfATokenThatIsNoneIsRefusedBeforeAnythingStarts(String expires) {
    assertThat(run("token", "create", "--user", "ann", "--expires", expires)).isEqualTo(2);
    assertThat(err.toString()).contains(expires, "as 90d or 12h");
  }

  @Test
  void aScopeThatThereIsNotIsRefusedBeforeAnythingStarts() {
    assertThat(run("token", "create", "--user", "ann", "--scope", "ingest,all")).isEqualTo(2);
    assertThat(err.toString()).contains("\"all\"", "exports:read, exports:write, workspace:read");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a\nb", "a\u0000", "\u001b[31mann"})
  void aUserWhoseNameIsNoLineIsRefused(String user) {
    assertThat(run("token", "create", "--user", user)).isEqualTo(2);
    assertThat(err.toString()).startsWith("landfall: Invalid user");
  }

  @Test
  void everyModeHasHelpThatDescribesEachOption() {
    for (var mode : CommandLineRunner.commandLine().getSubcommands().entrySet()) {
      assertThat(run(mode.getKey(), "--help")).as(mode.getKey()).isZero();
      for (var option : mode.getValue().getCommandSpec().options()) {
        assertThat(option.description()).as(option.longestName()).isNotEmpty();
      }
    }
  }

  @Test
  void onlyTheModeThatIsNamedIsMade() {
    assertThat(RootCommand.modesFor("list", "--json")).containsExactly(ListCommand.class);
    assertThat(RootCommand.modesFor("--help")).isEqualTo(RootCommand.MODES);
    assertThat(RootCommand.modesFor()).isEqualTo(RootCommand.MODES);
  }

  @ParameterizedTest(name = "{0} ends with {1}")
  @CsvSource({
    "REQUEST_INVALID, 2",
    "OPTION_UNSUPPORTED, 2",
    "AOI_INVALID, 1",
    "SCENE_UNREADABLE, 1",
    "DESTINATION_EXISTS, 1",
    "NOT_ALLOWED, 3",
    "DATABASE_UNAVAILABLE, 4",
    "NO_ANSWER_IN_TIME, 4",
    "STORE_UNAVAILABLE, 4",
    "INTERNAL, 1",
  })
  void failuresHaveTheirExitCodes(ErrorCode code, int exitCode) {
    assertThat(ExitCodes.of(new ExportFailure(code, "Cannot."))).isEqualTo(exitCode);
  }

  private int run(String... arguments) {
    CommandLine commandLine = CommandLineRunner.commandLine();
    commandLine.setOut(new PrintWriter(out));
    commandLine.setErr(new PrintWriter(err));
    return commandLine.execute(arguments);
  }
}
