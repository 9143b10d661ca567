package io.landfall.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PackageTableTest {
  private static final PackageTable TABLE =
      PackageTable.parse("low ->\nlow.part -> low\nmiddle -> low..\ntop -> *\nbeside -> *\n");

  @Test
  void whatIsAsInTheTableIsNoDifference() {
    assertThat(TABLE.upwardArrows()).isEmpty();
    assertThat(TABLE.differences(found("low.part", "middle", "low"))).isEmpty();
  }

  @Test
  void noStarAllowsWhatStandsBelow() {
    assertThat(TABLE.differences(found("beside", "low", "low")))
        .containsExactly("top -> beside is not allowed: an example");
  }

  @Test
  void whatIsNotWrittenIsNotAllowedAndWhatIsNotSoIsSaid() {
    assertThat(TABLE.differences(found("low", "middle", "middle")))
        .containsExactly(
            "low.part -> middle is not allowed: an example",
            "low.part -> low is allowed, but not so");
  }

  /** Arrows from top, middle and low.part, which each have one besides "beside -> low". */
  private static Map<String, Map<String, String>> found(
      String ofTop, String ofBeside, String ofPart) {
    String example = "an example";
    return Map.of(
        "low", Map.of(),
        "low.part", Map.of(ofPart, example),
        "middle", Map.of("low", example),
        "top", Map.of(ofTop, example),
        "beside", Map.of(ofBeside, example));
  }
}
