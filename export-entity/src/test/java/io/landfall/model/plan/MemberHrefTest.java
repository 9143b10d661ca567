package io.landfall.model.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemberHrefTest {
  @ParameterizedTest
  @ValueSource(strings = {"99-7", "\"a&b=c\"", "W/\"#member=x&version=1\"", ""})
  void whatIsWrittenIsRead(String version) {
    var member = new MemberHref("file:///a.tar", "B 4&offset=1.TIF", 512, 9, version);
    assertThat(MemberHref.parse(member.toString())).contains(member);
    assertThat(MemberHref.archiveOf(member.toString())).isEqualTo("file:///a.tar");
  }

  /** Plans and registered scenes of older releases have these. */
  @Test
  void aPlaceWithoutAVersionIsThatOfAnyArchive() {
    String href = "file:///a.tar#member=B4.TIF&offset=512&length=9";
    MemberHref member = MemberHref.parse(href).orElseThrow();
    assertThat(member).isEqualTo(new MemberHref("file:///a.tar", "B4.TIF", 512, 9, null));
    assertThat(member).hasToString(href);
    assertThat(member.isOf("99-7")).isTrue();
    assertThat(new MemberHref("a", "b", 0, 1, "99-7").isOf("99-8")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///a.tif",
        "file:///a.tar#member=B4.TIF&offset=512",
        "file:///a.tar#member=B4.TIF&offset=512&length=",
        "file:///a.tar#member=B4.TIF&offset=512&length=9x&version=1",
        "file:///a.tar#member=B4.TIF&offset=512&length=9&version=%",
        "file:///a.tar#member=B4.TIF&offset=-1&length=9",
        "file:///a.tar#member=B4.TIF&offset=18446744073709551615&length=9"
      })
  void whatIsNoPlaceIsNone(String href) {
    assertThat(MemberHref.parse(href)).isEmpty();
  }
}
