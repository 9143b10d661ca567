package io.landfall.node.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Alerts, their tests, the pages that explain them and the dashboard belong together. */
class MonitoringTest {
  private static final Path ROOT = Path.of("..");
  private static final Path MONITORING = ROOT.resolve("src/monitoring");
  private static final Pattern ALERT = Pattern.compile("(?m)^ +- alert: (\\w+)$");
  private static final Pattern RUNBOOK = Pattern.compile("(?m)^ +runbook: runbooks\\.md#(\\w+)$");
  private static final Pattern TESTED = Pattern.compile("(?m)^ +- name: (\\w+)$");
  private static final Pattern SECTION = Pattern.compile("(?m)^## (Landfall\\w+)$");

  @Test
  void everyAlertHasARunbookAndATest() throws IOException {
    String rules = Files.readString(MONITORING.resolve("alerts.yaml"));
    List<String> alerts = found(ALERT, rules);
    assertThat(alerts).hasSizeGreaterThan(20).doesNotHaveDuplicates();
    assertThat(found(RUNBOOK, rules))
        .containsExactlyElementsOf(
            alerts.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList());
    assertThat(found(SECTION, Files.readString(ROOT.resolve("src/site/markdown/runbooks.md"))))
        .containsExactlyInAnyOrderElementsOf(alerts);
    assertThat(found(TESTED, Files.readString(MONITORING.resolve("alerts.test.yaml"))))
        .containsExactlyInAnyOrderElementsOf(alerts);
  }

  @Test
  void theDashboardAsksWhatItsVariablesChooseAndPanelsDoNotOverlap() throws IOException {
    JsonNode dashboard = new ObjectMapper().readTree(MONITORING.resolve("dashboard.json").toFile());
    Set<Integer> ids = new HashSet<>();
    Set<String> cells = new HashSet<>();
    for (JsonNode panel : dashboard.path("panels")) {
      assertThat(ids.add(panel.path("id").asInt())).isTrue();
      JsonNode at = panel.path("gridPos");
      for (int x = at.path("x").asInt(); x < at.path("x").asInt() + at.path("w").asInt(); x++) {
        for (int y = at.path("y").asInt(); y < at.path("y").asInt() + at.path("h").asInt(); y++) {
          assertThat(cells.add(x + "," + y)).as("%s at %s", panel.path("title"), at).isTrue();
        }
      }
      for (JsonNode target : panel.path("targets")) {
        assertThat(target.path("expr").asText()).contains("job=~\"$job\"");
        assertThat(panel.path("datasource").path("uid").asText()).isEqualTo("${datasource}");
      }
    }
    assertThat(ids).hasSizeGreaterThan(20);
  }

  private static List<String> found(Pattern pattern, String text) {
    List<String> found = new ArrayList<>();
    pattern.matcher(text).results().forEach(match -> found.add(match.group(1)));
    return found;
  }
}
