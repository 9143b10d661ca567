package io.landfall.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"", "plain", "tab\tand\r\nlines", "Zürich 東京", "\ud83c\udf0d", "\u007f", "\ufffd"})
  void ordinaryTextIsPlain(String text) {
    assertThat(PlainText.isPlain(text)).isTrue();
    assertThat(PlainText.cleaned(text)).isSameAs(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\0", "\u0001", "\u001f", "\ud800", "\udc00", "\udc00\ud800", "\ufffe", "\uffff"})
  void whatNoTextHoldsIsFoundAndReplaced(String forbidden) {
    assertThat(PlainText.indexOfForbidden("a\ud83c\udf0d" + forbidden + "b")).isEqualTo(3);
    assertThat(PlainText.cleaned("a" + forbidden + "b")).matches("a\ufffd{1,2}b");
  }

  @Test
  void lastCodePointsOfOtherPlanesAreNoCharacters() {
    assertThat(PlainText.isPlain(Character.toString(0x1FFFE))).isFalse();
    assertThat(PlainText.firstForbidden("x" + Character.toString(0x10FFFF))).isEqualTo("U+10FFFF");
  }

  @Test
  void aBeginningHasNoHalfOfAPair() {
    String text = "ab\ud83c\udf0dcd";
    assertThat(PlainText.beginning(text, 6)).isSameAs(text);
    assertThat(PlainText.beginning(text, 4)).isEqualTo("ab\ud83c\udf0d");
    assertThat(PlainText.beginning(text, 3)).isEqualTo("ab");
    assertThat(PlainText.beginning(text, 0)).isEmpty();
    assertThat(PlainText.shortened(text, 6)).isEqualTo(text);
    assertThat(PlainText.shortened(text, 3)).isEqualTo("ab...");
  }

  @Test
  void aBeginningByBytesEndsBetweenCharacters() {
    String text = "a\u00fc\u6771\ud83c\udf0d";
    assertThat(PlainText.beginningOfBytes(text, 10)).isEqualTo(text);
    assertThat(PlainText.beginningOfBytes(text, 9)).isEqualTo("a\u00fc\u6771");
    assertThat(PlainText.beginningOfBytes(text, 5)).isEqualTo("a\u00fc");
    assertThat(PlainText.beginningOfBytes(text, 2)).isEqualTo("a");
  }
}
