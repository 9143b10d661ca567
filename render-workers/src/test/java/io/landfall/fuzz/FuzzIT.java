package io.landfall.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Runs Jazzer on each target in a JVM of its own, for its share of {@code fuzz.seconds}. What it
 * learns stays in {@code target/fuzz} for the next run, until {@code mvn clean}; an input that is a
 * finding is named, and belongs into the kept corpus with its fix.
 */
@Tag("fuzz")
class FuzzIT {
  private static final int SECONDS = Integer.getInteger("fuzz.seconds", 600);
  private static final long LARGEST_SEED = 16 << 10;
  private static final Pattern DONE = Pattern.compile("Done (\\d+) runs in (\\d+) second");

  @ParameterizedTest
  @EnumSource
  void nothingIsFound(FuzzTarget fuzzing) throws IOException, InterruptedException {
    var folder = Path.of("target", "fuzz", fuzzing.folder());
    var corpus = Files.createDirectories(folder.resolve("corpus"));
    var findings = Files.createDirectories(folder.resolve("findings"));
    var log = folder.resolve("log");
    int seconds = Math.max(1, SECONDS * fuzzing.percent() / 100);

    int exit =
        ForkedJvm.run(
            List.of("-Xmx512m", "-XX:+UseSerialGC", "-Djava.awt.headless=true"),
            "com.code_intelligence.jazzer.Jazzer",
            arguments(fuzzing, seconds, findings, corpus, seeds(fuzzing, folder)),
            log,
            Duration.ofSeconds(seconds + 120));

    String printed = Files.readString(log);
    var inputs = inputs(findings);
    var done = DONE.matcher(printed);
    System.out.printf(
        "Fuzzed %s: %s executions in %d s, %d findings%n",
        fuzzing.folder(), done.find() ? done.group(1) : "?", seconds, inputs.size());
    assertThat(inputs).as("findings of %s, listed in %s", fuzzing, log).isEmpty();
    assertThat(exit).as("exit code of the fuzzer; see %s", log).isZero();
  }

  private static List<String> arguments(
      FuzzTarget fuzzing, int seconds, Path findings, Path corpus, Path seeds) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--target_class=" + fuzzing.target().getName(),
                "--instrumentation_includes=io.landfall.**",
                "--custom_hook_includes=io.landfall.**",
                "--keep_going=10",
                "--reproducer_path=" + findings,
                "-artifact_prefix=" + findings + "/",
                "-max_total_time=" + seconds,
                "-max_len=" + fuzzing.maxBytes(),
                "-timeout=10"));
    fuzzing.dictionary().ifPresent(dictionary -> arguments.add("-dict=" + dictionary));
    arguments.addAll(List.of(corpus.toString(), seeds.toString()));
    return arguments;
  }

  /**
   * Copies together the kept corpus and, for TIFFs, the small ones of the real and broken files.
   */
  private static Path seeds(FuzzTarget fuzzing, Path folder) throws IOException {
    var seeds = Files.createDirectories(folder.resolve("seeds"));
    List<Path> files = new ArrayList<>(fuzzing.corpus());
    String data = System.getenv("LANDFALL_TEST_DATA");
    if (data != null && fuzzing == FuzzTarget.TIFF) {
      for (String part : List.of("layouts", "hostile")) {
        try (var all = Files.walk(Path.of(data, part))) {
          files.addAll(all.filter(Files::isRegularFile).toList());
        }
      }
    }
    for (Path file : files) {
      if (Files.size(file) <= LARGEST_SEED) {
        String name = file.getParent().getFileName() + "-" + file.getFileName();
        Files.copy(file, seeds.resolve(name), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return seeds;
  }

  private static List<Path> inputs(Path findings) throws IOException {
    try (var files = Files.list(findings)) {
      return files.filter(file -> !file.toString().endsWith(".java")).sorted().toList();
    }
  }
}
