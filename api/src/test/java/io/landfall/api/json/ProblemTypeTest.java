package io.landfall.api.json;

import static org.assertj.core.api.Assertions.assertThat;

import akka.http.javadsl.model.StatusCodes;
import io.landfall.api.http.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProblemTypeTest {
  private static final Pattern MADE =
      Pattern.compile("new ApiProblem\\(\\s*(\\d{3}),\\s*\"([a-z-]+)\"");

  @Test
  void everyProblemThatTheCodeMakesHasAPageWithItsStatus() throws IOException {
    Set<String> made = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        Matcher matcher = MADE.matcher(Files.readString(file));
        while (matcher.find()) {
          made.add(matcher.group(2) + " " + matcher.group(1));
        }
      }
    }
    List<String> known =
        ProblemType.all().stream().map(type -> type.slug() + " " + type.status()).toList();
    assertThat(made).hasSizeGreaterThan(15);
    made.remove("scene-unknown 404"); // of the broker's paths, that have statuses of their own
    assertThat(known).containsAll(made).doesNotHaveDuplicates();
  }

  @Test
  void everyMeaningIsASentenceThatHtmlCanHold() {
    assertThat(ProblemType.all())
        .allSatisfy(
            type -> assertThat(type.meaning()).matches("[A-Z][^<>&|]+\\.").hasSizeLessThan(200));
  }

  @Test
  void theStatusesOfTheListAreThoseOfTheirNames() {
    IntStream.range(400, 600)
        .filter(status -> StatusCodes.lookup(status).isPresent())
        .forEach(
            status -> {
              Optional<ProblemType> type = ProblemType.find(Problems.slug(status));
              type.ifPresent(found -> assertThat(found.status()).isEqualTo(status));
            });
  }
}
