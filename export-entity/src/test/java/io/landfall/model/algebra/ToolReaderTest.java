package io.landfall.model.algebra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.model.Aoi;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ToolReaderTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Aoi AREA = new Aoi(new double[][][][] {{{{0, 0}, {1, 0}, {1, 1}, {0, 0}}}});
  private static final String NIR = "{'type': 'src', 'id': '1', 'metadata': {'label': 'NIR'}}";
  private static final String RED = "{'type': 'src', 'id': '2', 'metadata': {'label': 'VIS'}}";

  @Test
  void aTemplateIsReadWithItsInputs() {
    AlgebraTool tool =
        read(
            """
            {'title': 'NDVI', 'definition': {'id': 'x', 'metadata': null, 'apply': '/', 'args': [
              {'apply': '-', 'args': [%1$s, %2$s]}, {'apply': '+', 'args': [%1$s, %2$s]}]}}\
            """
                .formatted(NIR, RED));
    assertThat(tool).isEqualTo(BuiltInTools.get("NDVI").tool());
    assertThat(tool.inputs())
        .containsExactly(new ToolInput("NIR", "nir", null), new ToolInput("VIS", "red", null));
  }

  @ParameterizedTest
  @CsvSource({
    "NIR, nir, ",
    "VIS, red, ",
    "R, red, ",
    "g, green, ",
    "B, blue, ",
    "SWIR1, swir1, ",
    "T, thermal, ",
    "Green, green, ",
    "before/NIR, nir, before",
    "A, 1, ",
  })
  void labelsTellTheBand(String label, String band, String source) {
    AlgebraTool tool = read(NIR.replace("NIR", label));
    assertThat(tool.inputs()).containsExactly(new ToolInput(label, band, source));
  }

  @Test
  void besidesAnAABIsTheSecondBand() {
    AlgebraTool tool =
        read(
            "{'apply': '-', 'args': [%s, %s]}"
                .formatted(NIR.replace("NIR", "A"), RED.replace("VIS", "B")));
    assertThat(tool.inputs()).extracting(ToolInput::band).containsExactly("1", "2");
  }

  @Test
  void sourcesOfARunKeepTheirBand() {
    AlgebraTool tool =
        read(
            """
            {'name': 'run', 'executionParameters': {'apply': '+', 'args': [
              {'type': 'sceneSrc', 'sceneId': 's', 'band': 3, 'celltype': null},
              {'type': 'projectSrc', 'projId': 'p', 'band': 0},
              {'type': 'layerSrc', 'layerId': 'l', 'band': 'nir'},
              {'type': 'sceneSrc', 'sceneId': 's', 'band': 3},
              {'type': 'src', 'id': 'free'},
              {'type': 'const', 'constant': 2.5}]}}\
            """);
    assertThat(tool.inputs())
        .containsExactly(
            new ToolInput("s/4", "4", "s"),
            new ToolInput("p/1", "1", "p"),
            new ToolInput("l/nir", "nir", "l"),
            new ToolInput("free", "free", null));
    assertThat(tool.tree().operands().get(5)).isEqualTo(new Expression.Constant(2.5));
  }

  @ParameterizedTest
  @EnumSource(LocalOperator.class)
  void everySymbolIsKnown(LocalOperator operator) {
    int count = operator.takesArguments(2) ? 2 : 1;
    for (String symbol : operator.symbols()) {
      String args = String.join(", ", List.of(NIR, RED).subList(0, count));
      Expression tree = read("{'apply': '%s', 'args': [%s]}".formatted(symbol, args)).tree();
      assertThat(((Expression.Apply) tree).operator()).isEqualTo(operator);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{'type': 'square', 'extent': 2}; 25",
        "{'type': 'circle', 'radius': 2}; 13",
        "{'type': 'nesw', 'extent': 2}; 9",
        "{'type': 'wedge', 'radius': 2, 'startAngle': 0, 'endAngle': 45}; 4",
        "{'type': 'wedge', 'radius': 2, 'startAngle': 135, 'endAngle': 45}; 11",
        "{'type': 'annulus', 'innerRadius': 1, 'outerRadius': 2}; 12",
      })
  void neighborhoods(String json, int pixels) {
    for (FocalOperator kind : FocalOperator.values()) {
      Expression.Focal focal =
          (Expression.Focal)
              read("{'apply': '%s', 'args': [%s], 'neighborhood': %s}"
                      .formatted(kind.symbol(), NIR, replace(json)))
                  .tree();
      assertThat(focal.operator()).isEqualTo(kind);
      int count = 0;
      for (int i = 0; i < 49; i++) {
        count += focal.neighborhood().contains(i % 7 - 3, i / 7 - 3) ? 1 : 0;
      }
      assertThat(count).isEqualTo(pixels);
    }
  }

  @Test
  void wedgesTurnCounterClockwiseFromEast() {
    Neighborhood north = new Neighborhood.Wedge(1, 90, 90);
    assertThat(north.contains(0, -1)).isTrue();
    assertThat(north.contains(0, 1)).isFalse();
    assertThat(north.contains(0, 0)).isTrue();
  }

  @Test
  void classesAreSortedAndColoursAreNumbers() {
    Expression tree =
        read("""
        {'apply': 'classify', 'args': [%s], 'classMap': {'classifications':
          {'10': '#ff8000', '-1.5': 3, '2e1': '0xffffffff'}}}\
        """
                .formatted(NIR))
            .tree();
    assertThat(((Expression.Classify) tree).classes())
        .containsExactly(
            new Expression.ClassBreak(-1.5, 3),
            new Expression.ClassBreak(10, 0xff8000),
            new Expression.ClassBreak(20, -1));
  }

  @Test
  void aMaskTakesItsAreaFromTheReaderOfAreas() {
    Expression tree =
        read("{'apply': 'mask', 'args': [%s], 'mask': {'type': 'MultiPolygon'}}".formatted(NIR))
            .tree();
    assertThat(((Expression.Mask) tree).area()).isEqualTo(AREA);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1] | its root: a node is an object",
        "{} | its root: \"type\" is missing",
        "{'apply': 'foo', 'args': []} | its root: unknown operation \"foo\"; known are + - *",
        "{'apply': 'abs'} | its root: \"args\" is missing",
        "{'apply': 'abs', 'args': 1} | /args: an array belongs here",
        "{'apply': 'abs', 'args': [1]} | /args/0: a node is an object",
        "{'apply': 7, 'args': []} | /apply: text belongs here, not 7",
        "{'apply': 'abs', 'args': [NIR, NIR]} | its root: Invalid number of arguments: abs takes"
            + " exactly 1, here are 2",
        "{'apply': '+', 'args': [NIR, {'apply': '-', 'args': [NIR]}]} | /args/1: Invalid number of"
            + " arguments: - takes at least 2, here are 1",
        "{'apply': '+', 'args': [NIR, {'apply': 'abs', 'args': [{'apply': 'foo'}]}]} |"
            + " /args/1/args/0: unknown operation \"foo\"",
        "{'type': 'raster'} | its root: unknown leaf \"raster\"",
        "{'apply': 'neg', 'args': [{'type': 'ref', 'toolId': 'x'}]} | /args/0: a ref is not"
            + " followed",
        "{'type': 'rasterLiteral'} | its root: a rasterLiteral has no JSON",
        "{'type': 'const'} | its root: \"constant\" is missing",
        "{'type': 'const', 'constant': '1'} | /constant: a finite number belongs here, not \"1\"",
        "{'type': 'const', 'constant': 1e999} | /constant: a finite number belongs here",
        "{'type': 'src'} | its root: a src needs a label",
        "{'type': 'src', 'metadata': {'label': ' '}} | /metadata/label: text of 1 to 200"
            + " characters",
        "{'type': 'sceneSrc', 'sceneId': 's'} | its root: \"band\" is missing",
        "{'type': 'sceneSrc', 'sceneId': 's', 'band': -1} | /band: a band's index counts from 0",
        "{'type': 'sceneSrc', 'sceneId': 's', 'band': 1.5} | /band: a whole number belongs here",
        "{'apply': 'mask', 'args': [NIR]} | its root: \"mask\" is missing",
        "{'apply': 'mask', 'args': [NIR], 'mask': {'bad': 1}} | /mask: Invalid area of interest:"
            + " bad",
        "{'apply': 'classify', 'args': [NIR], 'classMap': {}} | /classMap: \"classifications\" is"
            + " missing",
        "{'apply': 'classify', 'args': [NIR], 'classMap': {'classifications': {}}} |"
            + " /classMap/classifications: here are 0 classes",
        "{'apply': 'classify', 'args': [NIR], 'classMap': {'classifications': {'1': 2, '1.0': 3}}}"
            + " | /classMap/classifications/1.0: the bound 1.0 stands twice",
        "{'apply': 'classify', 'args': [NIR], 'classMap': {'classifications': {'a/b': 2}}} |"
            + " /classMap/classifications/a~1b: the upper bound",
        "{'apply': 'classify', 'args': [NIR], 'classMap': {'classifications': {'NaN': 2}}} | the"
            + " upper bound of a class is not a finite number",
        "{'apply': 'classify', 'args': [NIR], 'classMap': {'classifications': {'1': 'red'}}} | a"
            + " number or a hex colour",
        "{'apply': 'focalMax', 'args': [NIR]} | its root: \"neighborhood\" is missing",
        "{'apply': 'focalMax', 'args': [], 'neighborhood': {'type': 'nesw', 'extent': 1}} | its"
            + " root: focalMax takes exactly 1 argument",
        "{'apply': 'focalMax', 'args': [NIR], 'neighborhood': {'type': 'star'}} | /neighborhood:"
            + " unknown neighborhood \"star\"",
        "{'apply': 'focalMax', 'args': [NIR], 'neighborhood': {'type': 'square', 'extent': 65}} |"
            + " /neighborhood: Invalid neighborhood: its extent 65.0 is not from 1 to 64",
        "{'apply': 'focalMax', 'args': [NIR], 'neighborhood': {'type': 'annulus', 'innerRadius':"
            + " 2.3, 'outerRadius': 2.5}} | /neighborhood: Invalid annulus",
        "{'apply': 'focalMax', 'args': [NIR], 'neighborhood': {'type': 'wedge', 'radius': 2,"
            + " 'startAngle': -1, 'endAngle': 5}} | /neighborhood: Invalid wedge",
        "{'apply': 'slope', 'args': [NIR], 'unit': 'gon'} | /unit: unknown unit \"gon\"; known are"
            + " degrees, percent",
        "{'apply': 'slope', 'args': [NIR], 'zFactor': 0} | its root: Invalid zFactor: 0.0",
        "{'apply': 'hillshade', 'args': [NIR], 'altitude': 91} | its root: Invalid light",
        "{'apply': 'hillshade', 'args': [NIR], 'azimuth': 'north'} | /azimuth: a finite number"
            + " belongs here",
        "{'apply': 'aspect', 'args': [NIR, NIR]} | its root: aspect takes exactly 1 argument",
        "{'apply': | its root: it is not valid JSON",
        "{'type': 'const', 'constant': 1, 'constant': 2} | its root: it is not valid JSON"
            + " (Duplicate field 'constant')",
        "{'type': 'const', 'constant': 1} 2 | its root: it is not valid JSON (Trailing token",
      })
  void whatIsWrongIsNamedWithItsPlace(String json, String message) {
    assertThatThrownBy(() -> read(json.replace("NIR", NIR)))
        .isInstanceOfSatisfying(
            ExportFailure.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOOL_INVALID))
        .hasMessageStartingWith("Invalid tool at ")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 65, 400, 100_000})
  void depthIsLimited(int depth) {
    ObjectNode tree = object("{'type': 'const', 'constant': 1}");
    for (int i = 1; i < depth; i++) {
      ObjectNode parent = JsonNodeFactory.instance.objectNode().put("apply", "neg");
      parent.putArray("args").add(tree);
      tree = parent;
    }
    ObjectNode root = tree;
    if (depth <= AlgebraTool.MAX_DEPTH) {
      assertThat(ToolReader.read(root, json -> AREA).inputs()).isEmpty();
    } else {
      assertThatThrownBy(() -> ToolReader.read(root, json -> AREA))
          .hasMessageContaining("/args/0/args/0")
          .hasMessageContaining("deeper than 64");
    }
  }

  @Test
  void aBombOfTextIsRefused() {
    assertThatThrownBy(() -> read("{'apply':'neg','args':[".repeat(100_000)))
        .isInstanceOf(ExportFailure.class)
        .hasMessageContaining("it is not valid JSON");
  }

  @Test
  void siblingsAreLimited() {
    String siblings = (NIR + ",").repeat(99_999) + NIR;
    assertThatThrownBy(() -> read("{'apply': '+', 'args': [%s]}".formatted(siblings)))
        .hasMessageStartingWith("Invalid tool at /args/9999: the tree has more than 10000 nodes");
  }

  @Test
  void reachIsLimited() {
    String tree = NIR;
    for (int i = 0; i < 5; i++) {
      tree =
          "{'apply': 'focalMax', 'args': [%s], 'neighborhood': {'type': 'square', 'extent': 60}}"
              .formatted(tree);
    }
    String deep = tree;
    assertThatThrownBy(() -> read(deep))
        .hasMessageStartingWith("Invalid tool at /args/0/args/0/args/0/args/0/neighborhood:")
        .hasMessageContaining("300 pixels together, more than 256");
  }

  private static AlgebraTool read(String json) {
    return ToolReader.read(
        replace(json),
        area -> {
          if (area.node().toString().contains("bad")) {
            throw new ExportFailure(ErrorCode.AOI_INVALID, "Invalid area of interest: bad.");
          }
          return AREA;
        });
  }

  private static String replace(String json) {
    return json.replace('\'', '"');
  }

  private static ObjectNode object(String json) {
    try {
      return (ObjectNode) JSON.readTree(replace(json));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
