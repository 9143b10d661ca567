package io.landfall.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the fuzzer once found stays found. */
class CorpusRegressionTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  @ParameterizedTest
  @EnumSource
  void everyCorpusInputIsReadOrRefused(FuzzTarget fuzzing) throws IOException {
    assertThat(fuzzing.corpus()).isNotEmpty();
    for (Path path : fuzzing.corpus()) {
      byte[] input = Files.readAllBytes(path);
      try {
        assertTimeoutPreemptively(LIMIT, () -> fuzzing.run(input));
      } catch (RuntimeException | Error finding) {
        throw new AssertionError("Input " + path + " is neither read nor refused", finding);
      }
    }
  }

  @Test
  void theyAreSmall() throws IOException {
    try (var files = Files.walk(Path.of("src/test/resources/io/landfall/fuzz"))) {
      assertThat(files.mapToLong(file -> file.toFile().length()).sum()).isLessThan(1 << 20);
    }
  }
}
