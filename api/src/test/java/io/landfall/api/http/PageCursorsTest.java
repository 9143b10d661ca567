package io.landfall.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageCursorsTest {
  private static final String LIST = PageCursors.mark("exports", "ann", "", "red");

  @Test
  void aCursorComesBackFromItsOwnList() {
    String text = PageCursors.bind(LIST, "17-a");
    assertThat(text).matches("[0-9a-f]{12}17-a");
    assertThat(PageCursors.unbind(LIST, text)).contains("17-a");
    assertThat(PageCursors.unbind(LIST, PageCursors.bind(LIST, ""))).contains("");
  }

  @Test
  void aCursorOfAnotherListIsNone() {
    String text = PageCursors.bind(LIST, "17-a");
    assertThat(PageCursors.unbind(PageCursors.mark("exports", "ann", "red", ""), text)).isEmpty();
    assertThat(PageCursors.unbind(PageCursors.mark("exports", "bob", "", "red"), text)).isEmpty();
    assertThat(PageCursors.unbind(PageCursors.mark("exports", "annred"), text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "17-a", "0123456789ab17-a", "0123456789ab"})
  void whatIsNoCursorIsNone(String text) {
    assertThat(PageCursors.unbind(LIST, text)).isEmpty();
    assertThat(PageCursors.unbind(LIST, PageCursors.bind(LIST, "17-a") + text))
        .isEqualTo(text.isEmpty() ? Optional.of("17-a") : Optional.empty());
    assertThat(PageCursors.unbind(LIST, "0".repeat(100_000))).isEmpty();
  }
}
