package io.landfall.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.node.JavaSources.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page of threats: each names the tests that prove what is said of it. */
class SecurityPageTest {
  private static final Path PAGE = Path.of("../src/site/markdown/security.md");
  private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))(?:\\.(\\w+))?`");
  private static final Map<String, SourceFile> TESTS =
      JavaSources.tests().stream()
          .collect(Collectors.toMap(SourceFile::name, file -> file, (one, other) -> one));

  @Test
  void everyThreatHasTestsThatExist() throws IOException {
    List<String> rows =
        Files.readAllLines(PAGE).stream().filter(line -> line.startsWith("| ")).skip(2).toList();
    assertThat(rows).hasSizeGreaterThan(20);
    for (String row : rows) {
      List<MatchResult> named = TEST.matcher(row).results().toList();
      assertThat(named).as(row).isNotEmpty();
      for (MatchResult test : named) {
        assertThat(TESTS).as(row).containsKey(test.group(1));
        if (test.group(2) != null) {
          assertThat(TESTS.get(test.group(1)).text())
              .as(test.group())
              .containsPattern(
                  "@(Test|ParameterizedTest|TestFactory)\\b[\\s\\S]*?\\b(void|Stream<DynamicTest>) "
                      + test.group(2)
                      + "\\(");
        }
      }
    }
  }
}
