package io.landfall.index.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.index.query.LikePattern;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProductPatternTest {
  private static final List<String> IDS =
      List.of(
          "LC08_L1TP_015042_20180304_20180319_01_T1",
          "LE07_L1TP_015041_20030101_20170127_01_T1",
          "LC80150422018063LGN00",
          "LT50150411988164XXX02");

  @ParameterizedTest
  @CsvSource({
    "LC08_L1TP_015%, LC08\\_L1TP\\_015%",
    "LC08\\_L1TP_015%, LC08\\_L1TP\\_015%",
    "LC08_L1TP_01_042%, LC08\\_L1TP\\_01_042%", // a wildcard where products have a digit
    "L_08_%, L_08\\_%",
    "LC08%_01_T1, LC08%_01_T1", // behind a % nobody knows where it stands
    "LC8015_42%, LC8015_42%", // of entities
    "L___0%, L___0%",
    "%, %",
    "LC0, LC0",
  })
  void underscoresStandForThemselvesWhereNothingElseCanBe(String pattern, String narrowed) {
    assertThat(ProductPattern.narrowed(pattern)).isEqualTo(narrowed);
  }

  @Test
  void theSameIdsAreFound() {
    for (String id : IDS) {
      for (int end = 0; end <= id.length(); end++) {
        for (int wild = 0; wild < end; wild++) {
          String pattern = id.substring(0, wild) + "_" + id.substring(wild + 1, end) + "%";
          var before = new LikePattern(pattern);
          var after = new LikePattern(ProductPattern.narrowed(pattern));
          for (String other : IDS) {
            assertThat(after.test(other))
                .as("%s: %s", pattern, other)
                .isEqualTo(before.test(other));
          }
        }
      }
    }
  }
}
