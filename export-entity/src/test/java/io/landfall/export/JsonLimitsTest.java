package io.landfall.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLimitsTest {
  private final ObjectMapper mapper = new ObjectMapper().registerModule(new JsonLimits());

  @Test
  void whatFitsIsRead() throws JsonProcessingException {
    int deep = JsonLimits.MAX_DEPTH;
    assertThat(mapper.readTree("[".repeat(deep) + "]".repeat(deep)).isArray()).isTrue();
    String number = "1".repeat(JsonLimits.MAX_NUMBER_LENGTH);
    assertThat(mapper.readTree(number).asText()).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(ints = {JsonLimits.MAX_DEPTH + 1, 20_000, 1_000_000})
  void whatIsDeeperIsAnOrdinaryException(int depth) {
    String json = "[".repeat(depth) + "]".repeat(depth);
    assertThatThrownBy(() -> mapper.readTree(json)).isInstanceOf(StreamConstraintsException.class);
  }

  @Test
  void longNumbersTextsAndNamesAreOrdinaryExceptions() {
    for (String json :
        new String[] {
          "1".repeat(JsonLimits.MAX_NUMBER_LENGTH + 1),
          "\"" + "x".repeat(JsonLimits.MAX_STRING_LENGTH + 1) + "\"",
          "{\"" + "x".repeat(JsonLimits.MAX_NAME_LENGTH + 1) + "\": 1}"
        }) {
      assertThatThrownBy(() -> mapper.readTree(json))
          .isInstanceOf(StreamConstraintsException.class);
    }
  }
}
