package io.landfall.node;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher does with its archive of classes, by a program that stands for the JVM. */
class LauncherClassesIT {
  /** Notes its arguments, and writes the archive that it is told to. */
  private static final String JAVA =
      """
      #!/usr/bin/env bash
      echo "DATABASE_URL=${DATABASE_URL:-} $*" >>"${0%/jdk/bin/java}/runs"
      for each; do
        case "$each" in -XX:ArchiveClassesAtExit=*) echo classes >"${each#*=}" ;; esac
      done
      [ ! -e "${0%/jdk/bin/java}/broken" ]
      """;

  @TempDir Path folder;

  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void install() throws IOException {
    Path jdk = Files.createDirectories(folder.resolve("jdk/bin"));
    program(Files.writeString(jdk.resolve("java"), JAVA));
    Path installed = Files.createDirectories(folder.resolve("installed"));
    Files.createDirectories(installed.resolve("lib"));
    Files.writeString(installed.resolve("landfall.jar"), "jar");
    program(
        Files.copy(
            Path.of("src/main/launcher/landfall"),
            installed.resolve("landfall"),
            StandardCopyOption.REPLACE_EXISTING));
    Files.createDirectories(folder.resolve("cache"));
  }

  @Test
  void theFirstExportLeavesTheArchiveToARunOfItsOwnAndTheNextUsesIt() throws Exception {
    assertThat(launch("export", "-o", "out.tif")).isZero();
    await().atMost(20, SECONDS).until(() -> archives().size() == 1 && !isBeingMade());
    assertThat(launch("export", "-o", "out.tif")).isZero();
    List<String> runs = runs();
    assertThat(runs).hasSize(3);
    assertThat(runs.get(0)).endsWith("export -o out.tif");
    assertThat(hasArchive(runs.get(0))).isFalse();
    assertThat(runs.get(1)).contains("-XX:ArchiveClassesAtExit=", "demo --data-dir");
    assertThat(runs.get(2)).contains("-XX:SharedArchiveFile=" + archives().get(0));
  }

  @Test
  void theRunOfItsOwnKnowsNoSettingsOfTheAccount() throws Exception {
    assertThat(launch("classes")).isZero();
    assertThat(runs().get(0)).startsWith("DATABASE_URL= ").contains("-Xmx99m");
    assertThat(runs().get(0)).doesNotContain("landfall.database");
  }

  @Test
  void whatOnlyTellsMakesNoArchive() throws Exception {
    for (String telling : List.of("--help", "-h", "--dry-run")) {
      assertThat(launch("export", telling)).isZero();
    }
    assertThat(launch("version")).isZero();
    assertThat(isBeingMade()).isFalse();
    assertThat(runs()).hasSize(4).noneMatch(LauncherClassesIT::hasArchive);
  }

  @Test
  void aChangedInstallationGetsANewArchiveInPlaceOfTheOld() throws Exception {
    launch("classes");
    List<Path> first = archives();
    Files.writeString(folder.resolve("installed/landfall.jar"), "another jar");
    assertThat(launch("serve")).isZero();
    assertThat(runs().get(1)).as("runs without").doesNotContain("SharedArchiveFile");
    launch("classes");
    assertThat(archives()).hasSize(1).isNotEqualTo(first);
  }

  @Test
  void anArchiveThatCannotBeMadeIsTriedAgainOnDemandAlone() throws Exception {
    Files.createFile(folder.resolve("broken"));
    assertThat(launch("classes")).isNotZero();
    Files.delete(folder.resolve("broken"));
    assertThat(archives()).isEmpty();
    assertThat(launch("demo")).isZero();
    assertThat(isBeingMade()).isFalse();
    assertThat(runs()).hasSize(2);
    assertThat(launch("classes")).isZero();
    assertThat(archives()).hasSize(1);
  }

  @Test
  void oneProcessMakesItAndOneThatWasKilledHoldsUpNobody() throws Exception {
    launch("classes");
    Path archive = archives().get(0);
    Files.delete(archive);
    Path making = Files.createDirectory(Path.of(archive + ".making"));
    assertThat(launch("classes")).isNotZero();
    assertThat(archives()).isEmpty();
    Files.setLastModifiedTime(making, FileTime.from(Instant.EPOCH));
    assertThat(launch("classes")).isZero();
    assertThat(archives()).containsExactly(archive);
  }

  @Test
  void withoutAFolderForItNothingIsKept() throws Exception {
    Files.delete(folder.resolve("cache"));
    Files.createFile(folder.resolve("cache"));
    assertThat(launch("export", "-o", "out.tif")).isZero();
    assertThat(launch("classes")).isNotZero();
    assertThat(runs()).hasSize(1).noneMatch(LauncherClassesIT::hasArchive);
  }

  @Test
  void anArchiveBesideTheJarServesEveryAccount() throws Exception {
    assertThat(launch("classes", "--beside")).isZero();
    assertThat(archives()).isEmpty();
    assertThat(launch("serve")).isZero();
    assertThat(runs().get(1))
        .contains("-XX:SharedArchiveFile=" + folder.resolve("installed/classes-"));
  }

  @Test
  void noOtherAccountCanPutAnArchiveInThePlaceOfThisOnes() throws Exception {
    assertThat(launch("classes")).isZero();
    Path cache = folder.resolve("cache/landfall");
    assertThat(permissions(archives().get(0))).isEqualTo("rw-------");
    Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(launch("serve")).isZero();
    assertThat(permissions(cache)).isEqualTo("rwxr-xr-x");
  }

  @Test
  void aJvmWithAnAgentTakesNoArchive() throws Exception {
    assertThat(launch("classes")).isZero();
    for (String variable : List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "LANDFALL_JAVA_OPTS")) {
      environment.put(variable, "-Xmx99m -javaagent:opentelemetry.jar");
      assertThat(launch("serve")).isZero();
      environment.remove(variable);
    }
    assertThat(runs().subList(1, 4)).noneMatch(LauncherClassesIT::hasArchive);
  }

  @Test
  void whoNamesACollectorHasNoOtherBesides() throws Exception {
    for (String variable : List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "LANDFALL_JAVA_OPTS")) {
      environment.put(variable, "-Xmx99m -XX:+UseZGC");
      assertThat(launch("export", "--dry-run")).isZero();
      assertThat(launch("list")).isZero();
      environment.remove(variable);
    }
    assertThat(runs()).hasSize(6).noneMatch(run -> run.matches(".*-XX:.Use(Serial|Parallel)GC.*"));
  }

  /** Tells whether a run makes an archive, or takes one. */
  private static boolean hasArchive(String run) {
    return run.contains("-XX:ArchiveClassesAtExit=") || run.contains("-XX:SharedArchiveFile=");
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private int launch(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of(folder.resolve("installed/landfall").toString()));
    command.addAll(List.of(arguments));
    var start = new ProcessBuilder(command).redirectErrorStream(true);
    start.redirectOutput(folder.resolve("output").toFile());
    start
        .environment()
        .putAll(
            Map.of(
                "JAVA_HOME", folder.resolve("jdk").toString(),
                "XDG_CACHE_HOME", folder.resolve("cache").toString(),
                "DATABASE_URL", "postgres://localhost/real",
                "LANDFALL_DAEMON", "off",
                "LANDFALL_JAVA_OPTS", "-Xmx99m -Dlandfall.database.url=postgres://localhost/real"));
    start.environment().remove("LANDFALL_CLASSES");
    start.environment().putAll(environment);
    return start.start().waitFor();
  }

  private List<String> runs() throws IOException {
    return Files.readAllLines(folder.resolve("runs"));
  }

  private List<Path> archives() throws IOException {
    return kept(".jsa");
  }

  private boolean isBeingMade() throws IOException {
    return !kept(".making").isEmpty();
  }

  private List<Path> kept(String ending) throws IOException {
    Path cache = folder.resolve("cache/landfall");
    if (!Files.isDirectory(cache)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(cache)) {
      return files.filter(file -> file.toString().endsWith(ending)).toList();
    }
  }

  private static void program(Path file) {
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }
}
