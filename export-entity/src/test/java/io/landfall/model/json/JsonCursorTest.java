package io.landfall.model.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class JsonCursorTest {
  private final JsonNode root = read("{\"a/b\": {\"c~d\": [1, null, \"x\"]}, \"\": true}");
  private final JsonCursor at = JsonCursor.ofRoot(root);

  @Test
  void thePointerLeadsBackToThePlace() {
    JsonCursor list = at.member("a/b").member("c~d");

    assertThat(list.pointer()).isEqualTo("/a~1b/c~0d");
    for (JsonCursor element : list.elements(10)) {
      assertThat(root.at(JsonPointer.compile(element.pointer()))).isSameAs(element.node());
    }
    assertThat(root.at(JsonPointer.compile(at.member("").pointer())).booleanValue()).isTrue();
    assertThat(at.pointer()).isEmpty();
  }

  @Test
  void whatIsNotThereIsAbsentHoweverFarOneGoes() {
    assertThat(at.member("x").element(3).member("y").isAbsent()).isTrue();
    assertThat(at.member("x").element(3).member("y").pointer()).isEqualTo("/x/3/y");
    assertThat(at.member("a/b").member("c~d").element(1).isAbsent()).isTrue();
    assertThat(at.member("a/b").member("c~d").element(3).isAbsent()).isTrue();
    assertThat(at.member("a/b").member("c~d").member("e").isAbsent()).isTrue();
    assertThat(JsonCursor.ofRoot(null).isAbsent()).isTrue();
    assertThat(JsonCursor.ofRoot(null).names()).isEmpty();
  }

  @Test
  void onlyAnArrayHasElementsAndOnlyTheFirstAreGiven() {
    assertThat(at.member("a/b").member("c~d").elements(2))
        .extracting(JsonCursor::pointer)
        .containsExactly("/a~1b/c~0d/0", "/a~1b/c~0d/1");
    assertThat(at.elements(10)).isEmpty();
    assertThat(at.names()).containsExactly("a/b", "");
  }

  @Test
  void aNumberIsFiniteIfADoubleCanHoldIt() {
    JsonCursor numbers = JsonCursor.ofRoot(read("[1, -0.5, 1e999, \"1\", null]"));
    assertThat(numbers.elements(5))
        .extracting(JsonCursor::isFiniteNumber)
        .containsExactly(true, true, false, false, false);
  }

  @Test
  void messagesShowAShortValueOrTheKindOfALongOne() {
    JsonCursor values = JsonCursor.ofRoot(read("[7, \"%s\", [1], {}]".formatted("x".repeat(100))));
    assertThat(values.elements(4))
        .extracting(JsonCursor::abbreviated)
        .containsExactly("7", "\"" + "x".repeat(59) + "...", "array", "object");
    assertThat(values.element(9).kind()).isEqualTo("nothing");
  }

  private static JsonNode read(String json) {
    try {
      return StrictJson.read(json);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
