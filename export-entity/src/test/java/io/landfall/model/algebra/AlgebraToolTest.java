package io.landfall.model.algebra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.model.Aoi;
import io.landfall.model.ExportFailure;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AlgebraToolTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Expression A = new Expression.Input("A");

  @Test
  void everyToolComesWithTheSystem() {
    assertThat(BuiltInTools.all().stream().map(BuiltInTool::name))
        .containsExactly(
            ("ndvi ndwi evi ndmi nbr nbr2 savi bsi ndsi ndgi npcri ndvi-change subtraction identity"
                    + " phycocyanin nir-sac nir-over-red-sac hillshade slope aspect")
                .split(" "));
    assertThatThrownBy(() -> BuiltInTools.get("nvdi"))
        .hasMessageStartingWith("Cannot find a tool called \"nvdi\". There are ndvi, ndwi,");
  }

  @Test
  void changeReadsTwoSources() {
    assertThat(BuiltInTools.get("ndvi-change").tool().inputs())
        .containsExactly(
            new ToolInput("before/NIR", "nir", "before"),
            new ToolInput("before/VIS", "red", "before"),
            new ToolInput("after/NIR", "nir", "after"),
            new ToolInput("after/VIS", "red", "after"));
    assertThat(BuiltInTools.get("subtraction").tool().inputs())
        .extracting(ToolInput::band)
        .containsExactly("1", "2");
  }

  @ParameterizedTest
  @MethodSource("tools")
  void jsonKeepsEverything(AlgebraTool tool) throws IOException {
    String json = JSON.writeValueAsString(tool);
    assertThat(JSON.readValue(json, AlgebraTool.class)).isEqualTo(tool);
  }

  static List<AlgebraTool> tools() {
    Aoi area = new Aoi(new double[][][][] {{{{0, 0}, {1, 0}, {1, 1}, {0, 0}}}});
    Expression all =
        new Expression.Apply(
            LocalOperator.MAX,
            List.of(
                new Expression.Constant(-0.1),
                new Expression.Mask(A, area),
                new Expression.Classify(A, List.of(new Expression.ClassBreak(1.5, 7))),
                focal(FocalOperator.SUM, A, new Neighborhood.Square(2)),
                focal(FocalOperator.MODE, A, new Neighborhood.Circle(1.5)),
                focal(FocalOperator.MIN, A, new Neighborhood.Nesw(3)),
                focal(FocalOperator.MEAN, A, new Neighborhood.Wedge(3, 10, 20)),
                focal(FocalOperator.MEDIAN, A, new Neighborhood.Annulus(1, 2))));
    return List.of(
        AlgebraTool.of(all),
        BuiltInTools.get("phycocyanin").tool(),
        BuiltInTools.get("ndvi-change").tool());
  }

  @Test
  void theJournalWritesKindsByName() throws IOException {
    assertThat(JSON.writeValueAsString(BuiltInTools.get("subtraction").tool()))
        .isEqualTo(
            """
            {"tree":{"kind":"apply","operator":"SUBTRACT","args":[{"kind":"input","name":"A"},{"kind":"input","name":"B"}]},\
            "inputs":[{"name":"A","band":"1","source":null,"values":"STORED"},\
            {"name":"B","band":"2","source":null,"values":"STORED"}]}\
            """);
  }

  @Test
  void theJournalKeepsTheFirstNameOfCalibratedValues() throws IOException {
    AlgebraTool savi = BuiltInTools.get("savi").tool();

    String json = JSON.writeValueAsString(savi);

    assertThat(json).contains("\"values\":\"REFLECTANCE\"").doesNotContain("CALIBRATED");
    assertThat(JSON.readValue(json, AlgebraTool.class)).isEqualTo(savi);
  }

  @Test
  void aToolIsWithinItsLimits() {
    Expression deep = A;
    for (int i = 1; i < AlgebraTool.MAX_DEPTH; i++) {
      deep = new Expression.Apply(LocalOperator.NEGATE, List.of(deep));
    }
    assertThat(AlgebraTool.of(deep).inputs()).hasSize(1);
    Expression deeper = new Expression.Apply(LocalOperator.NEGATE, List.of(deep));
    assertThatThrownBy(() -> AlgebraTool.of(deeper)).isInstanceOf(ExportFailure.class);

    Expression wide = new Expression.Apply(LocalOperator.ADD, Collections.nCopies(10_000, A));
    assertThatThrownBy(() -> AlgebraTool.of(wide)).hasMessageContaining("more than 10000 nodes");

    Expression far = A;
    for (int i = 0; i < 5; i++) {
      far = focal(FocalOperator.MAX, far, new Neighborhood.Square(60));
    }
    Expression farther = far;
    assertThatThrownBy(() -> AlgebraTool.of(farther)).hasMessageContaining("than 256 pixels");
  }

  @Test
  void inputsAreCompleteAndDistinct() {
    assertThatThrownBy(() -> new AlgebraTool(A, List.of()))
        .hasMessage("Invalid tool: no input is called \"A\"; there are [].");
    ToolInput input = ToolInput.of("A");
    assertThatThrownBy(() -> new AlgebraTool(A, List.of(input, input)))
        .hasMessageContaining("two inputs are called \"A\"");
  }

  private static Expression focal(FocalOperator kind, Expression arg, Neighborhood neighborhood) {
    return new Expression.Focal(kind, arg, neighborhood);
  }
}
