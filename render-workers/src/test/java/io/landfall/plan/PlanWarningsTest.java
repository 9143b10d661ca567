package io.landfall.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlanWarningsTest {
  @Test
  void aPlanCarriesThirtySentencesThatCanBeRead() {
    PlanWarnings warnings = new PlanWarnings();
    warnings.add("The href is " + "x".repeat(1_000_000));
    for (int i = 0; i < 40; i++) {
      warnings.add("Sentence %d.".formatted(i));
    }
    assertThat(warnings.list()).hasSize(31).endsWith("There are 11 more warnings.");
    assertThat(warnings.list().get(0)).hasSize(2_003).endsWith("x...");
    assertThat(warnings.list()).contains("Sentence 28.").doesNotContain("Sentence 29.");
  }
}
