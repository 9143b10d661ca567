package io.landfall.node.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.node.config.Configuration;
import io.landfall.node.local.CommandRequest;
import io.landfall.node.local.Umask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeSettingsCheckTest {
  @TempDir Path folder;

  private List<String> others(Map<String, String> ofNode, Map<String, String> ofCommand) {
    var check = new NodeSettingsCheck(Configuration.load(Map.of(), ofNode, folder), ofNode);
    return others(check, ofCommand);
  }

  private List<String> others(NodeSettingsCheck check, Map<String, String> ofCommand) {
    return check.others(new CommandRequest(List.of("export"), folder.toString(), ofCommand, 0, ""));
  }

  @Test
  void aMaskOfPermissionsIsASetting() {
    Map<String, String> ours = new HashMap<>();
    Umask.addTo(ours);
    assertThat(ours).containsKey(Umask.NAME);
    assertThat(others(ours, ours)).isEmpty();
    assertThat(others(Map.of(Umask.NAME, "0022"), Map.of(Umask.NAME, "0077")))
        .containsExactly(Umask.NAME);
  }

  @Test
  void credentialsOfAnotherShellAreNamedAndNotTold() {
    assertThat(others(Map.of(), Map.of("AWS_SECRET_ACCESS_KEY", "never told")))
        .containsExactly("AWS_SECRET_ACCESS_KEY");
  }

  @Test
  void aDatabaseOrStoreOfTheCommandsFolderIsNotPassedOver() throws IOException {
    var check = new NodeSettingsCheck(Configuration.load(Map.of(), Map.of(), folder), Map.of());
    Files.writeString(
        folder.resolve("application.conf"),
        "landfall.database.url = \"jdbc:postgresql://db.example/landfall\"\n");
    assertThat(others(check, Map.of())).containsExactly("landfall.database or landfall.store");
  }
}
