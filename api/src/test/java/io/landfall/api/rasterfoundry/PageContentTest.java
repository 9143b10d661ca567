package io.landfall.api.rasterfoundry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.api.json.ApiProblem;
import io.landfall.model.Aoi;
import org.junit.jupiter.api.Test;

class PageContentTest {
  private static final double[][] RING = {{0, 0}, {0, 1}, {1, 1}, {0, 0}};

  private final PageContent page = new PageContent();

  @Test
  void oneEntryFitsHoweverLargeItIs() {
    assertThatCode(() -> page.add(2 * PageContent.MAX_CHARACTERS)).doesNotThrowAnyException();
  }

  @Test
  void morePagesAreAskedForWhereEntriesAreLargeTogether() {
    page.add(PageContent.MAX_CHARACTERS - 1);
    page.add(1);
    assertThatThrownBy(() -> page.add(1))
        .isInstanceOf(ApiProblem.class)
        .hasMessageContaining("pageSize");
  }

  @Test
  void areasCountByTheirPositions() {
    assertThat(PageContent.charactersOf(null)).isZero();
    assertThat(PageContent.charactersOf(new Aoi(new double[][][][] {{RING}, {RING, RING}})))
        .isEqualTo(480);
  }
}
