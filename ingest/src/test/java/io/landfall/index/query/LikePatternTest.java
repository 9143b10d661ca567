package io.landfall.index.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LikePatternTest {
  @ParameterizedTest
  @CsvSource({
    "'', '', true",
    "'', a, false",
    "%, '', true",
    "%%, abc, true",
    "_, a, true",
    "_, 🌍, true",
    "_, '', false",
    "a%c, abbc, true",
    "a%c, abcb, false",
    "%b_, abab, false",
    "%b_, ababa, true",
    "LC08\\_%, LC08_L1TP, true",
    "LC08\\_%, LC080L1TP, false",
    "a\\%b, a%b, true",
    "a\\\\b, a\\b, true",
    "A, a, false"
  })
  void patternsMatchAsInSql(String pattern, String text, boolean matches) {
    assertThat(new LikePattern(pattern).test(text)).isEqualTo(matches);
  }

  @Property(tries = 5000)
  void itIsWhatTheRecursiveRuleSays(@ForAll Random random) {
    String pattern = letters(random, "ab%_", 7);
    String text = letters(random, "ab", 8);

    assertThat(new LikePattern(pattern).test(text)).isEqualTo(matches(pattern, text));
  }

  private static boolean matches(String pattern, String text) {
    if (pattern.isEmpty()) {
      return text.isEmpty();
    }
    if (pattern.charAt(0) == '%') {
      return matches(pattern.substring(1), text)
          || !text.isEmpty() && matches(pattern, text.substring(1));
    }
    return !text.isEmpty()
        && (pattern.charAt(0) == '_' || pattern.charAt(0) == text.charAt(0))
        && matches(pattern.substring(1), text.substring(1));
  }

  private static String letters(Random random, String of, int most) {
    var text = new StringBuilder();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      text.append(of.charAt(random.nextInt(of.length())));
    }
    return text.toString();
  }

  @Test
  void aPatternOfManyPercentSignsIsQuick() {
    String pattern = "%a".repeat(400) + "%b";
    String text = "a".repeat(1000);

    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(1), () -> assertThat(new LikePattern(pattern).test(text)).isFalse());
  }
}
