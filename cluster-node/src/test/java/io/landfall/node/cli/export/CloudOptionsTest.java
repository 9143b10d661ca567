package io.landfall.node.cli.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.ExportFailure;
import io.landfall.model.cloud.CloudClass;
import io.landfall.model.cloud.CloudConfidence;
import io.landfall.model.cloud.CloudMask;
import io.landfall.model.cloud.MissingQuality;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CloudOptionsTest {
  @Test
  void withoutTheOptionNothingIsMasked() {
    assertThat(mask()).isNull();
  }

  @Test
  void theUsualClassesNeedNoNames() {
    assertThat(mask("--mask-clouds")).isEqualTo(CloudMask.usual());
    assertThat(mask("--mask-clouds", "--cloud-buffer", "3"))
        .isEqualTo(new CloudMask(null, null, 3, null));
  }

  @Test
  void classesConfidenceAndWhatIsMissingAreNamed() {
    assertThat(
            mask(
                "--mask-clouds=snow,Cloud",
                "--cloud-confidence",
                "medium",
                "--cloud-missing",
                "warn"))
        .isEqualTo(
            new CloudMask(
                List.of(CloudClass.CLOUD, CloudClass.SNOW),
                CloudConfidence.MEDIUM,
                0,
                MissingQuality.WARN));
  }

  @Test
  void whatCannotBeMeantIsRefused() {
    assertThatThrownBy(() -> mask("--mask-clouds=clouds"))
        .isInstanceOf(ExportFailure.class)
        .hasMessageContaining("Unknown class \"clouds\"")
        .hasMessageContaining("cloud, shadow");
    assertThatThrownBy(() -> mask("--mask-clouds=cloud,")).hasMessageContaining("class \"\"");
    assertThatThrownBy(() -> mask("--cloud-buffer=2")).hasMessageContaining("Add --mask-clouds");
    assertThatThrownBy(() -> mask("--mask-clouds", "--cloud-buffer=101"))
        .hasMessageContaining("from 0 to 100");
  }

  private static CloudMask mask(String... arguments) {
    CloudOptions options = new CloudOptions();
    new CommandLine(new Command(options))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(arguments);
    return options.mask();
  }

  @CommandLine.Command
  private record Command(@CommandLine.Mixin CloudOptions options) {}
}
