package io.landfall.node.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KustomizationIT {
  private static final Path KUBECTL = Path.of("/usr/bin/kubectl");

  /** Where there is no kubectl, our reading alone is what the other tests have. */
  @Test
  void kubectlMakesTheSameOfEveryOverlay(@TempDir Path folder) throws Exception {
    List<Path> all = new ArrayList<>(Manifests.overlays());
    assertThat(all).hasSize(6);
    if (Files.isExecutable(KUBECTL)) {
      Path copy = folder.resolve("kubernetes");
      copyTree(Manifests.FOLDER, copy);
      Path other = Files.createDirectories(copy.resolve("overlays/other"));
      Files.writeString(
          other.resolve("kustomization.yaml"),
          """
          namespace: elsewhere
          resources: [../../base]
          components: [../../components/import-folder, ../../components/autoscaling-keda]
          """);
      all.add(other);
      for (Path overlay : all) {
        Process process = new ProcessBuilder(KUBECTL.toString(), "kustomize", "" + overlay).start();
        String made = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s", overlay).isZero();
        Path file = Files.writeString(folder.resolve("made.yaml"), made);
        assertThat(byName(Kustomization.render(overlay)))
            .as("%s", overlay)
            .isEqualTo(byName(Manifests.trees(file)));
      }
    }
  }

  @Test
  void whatIsNotReadIsRefused(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("kustomization.yaml"), "namePrefix: a-\n");
    assertThatThrownBy(() -> Kustomization.render(folder))
        .hasMessageContaining("namePrefix is not read");
  }

  @Test
  void aPatchOfNothingIsRefused(@TempDir Path folder) throws Exception {
    Files.writeString(
        folder.resolve("kustomization.yaml"),
        "patches: [{ target: { kind: Deployment, name: a }, patch: '[]' }]\n");
    assertThatThrownBy(() -> Kustomization.render(folder)).hasMessageContaining("0 resources");
  }

  private static Map<String, JsonNode> byName(List<? extends JsonNode> trees) {
    Map<String, JsonNode> found = new TreeMap<>();
    trees.forEach(
        tree ->
            found.put(
                tree.path("kind").asText() + "/" + tree.at("/metadata/name").asText(),
                ((ObjectNode) tree).deepCopy()));
    assertThat(found).hasSameSizeAs(trees);
    return found;
  }

  private static void copyTree(Path from, Path to) throws Exception {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
  }
}
