package io.landfall.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Scene lists, searches and database addresses that people report trouble with: each as it was
 * tried, with curl or the program, and the right answer.
 */
@Tag("gdal")
class IndexCasesIT {
  @TempDir static Path temp;
  private static IndexCaseRuns runs;

  @BeforeAll
  static void start() {
    runs = new IndexCaseRuns(temp, folder());
    runs.createUsers();
  }

  @AfterAll
  static void stop() {
    if (runs != null) {
      runs.close();
    }
  }

  /** A line of the table of cases. */
  record IndexCase(String id, String condition, String input, String right) {
    @Override
    public String toString() {
      return id;
    }
  }

  static Stream<IndexCase> cases() throws IOException {
    return Files.readAllLines(folder().resolve("cases.tsv")).stream()
        .skip(1)
        .map(line -> line.split("\t", -1))
        .map(cells -> new IndexCase(cells[0], cells[1], cells[2], cells[3]));
  }

  static Stream<IndexCase> casesOfThisClass() throws IOException {
    return cases().filter(each -> !IndexCaseChecks.ELSEWHERE.containsKey(each.id));
  }

  @Test
  void everyCaseHasACheck() throws IOException {
    assertThat(
            Stream.concat(
                IndexCaseChecks.ALL.keySet().stream(), IndexCaseChecks.ELSEWHERE.keySet().stream()))
        .containsExactlyInAnyOrderElementsOf(cases().map(IndexCase::id).toList());
  }

  @Test
  void theTestsElsewhereExist() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(".."))) {
      assertThat(files.map(file -> file.getFileName().toString()).collect(Collectors.toSet()))
          .containsAll(
              IndexCaseChecks.ELSEWHERE.values().stream().map(name -> name + ".java").toList());
    }
  }

  @ParameterizedTest
  @MethodSource("casesOfThisClass")
  void theAnswerIsRight(IndexCase each) {
    try {
      IndexCaseChecks.ALL.get(each.id).check(runs, each, folder().resolve(each.id));
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          "%s: %s%nIt should be: %s".formatted(each.condition, e.getMessage(), each.right), e);
    }
  }

  private static Path folder() {
    return Programs.testData().resolve("everyday").resolve("index");
  }
}
