package io.landfall.node.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseEndpointTest {
  private static final String SHOWN = "a at jdbc:postgresql://db:5432/land";

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "postgres://ann:pw@db:6543/land, jdbc:postgresql://db:6543/land, ann, pw",
    "postgresql://ann:pw@db/land,    jdbc:postgresql://db:5432/land, ann, pw",
    "postgres://ann:p%40w%2Fx@db/land?sslmode=require,"
        + " jdbc:postgresql://db:5432/land?sslmode=require, ann, p@w/x",
    "postgres://ann:a+b@db/land,     jdbc:postgresql://db:5432/land, ann, a+b", // plus is a plus
    // here
    "postgres://db/land?user=ann&password=p%40w,  jdbc:postgresql://db:5432/land, ann, p@w",
    "postgres://ann@db/land?PASSWORD=pw&ssl=true, jdbc:postgresql://db:5432/land?ssl=true, ann, pw",
    "postgres://db/land?%70assword=pw,            jdbc:postgresql://db:5432/land, '', pw",
    "postgres://db/land,             jdbc:postgresql://db:5432/land, '', ''",
  })
  void urlsOfHostingPlatformsAreRead(String text, String url, String user, String password) {
    assertThat(DatabaseEndpoint.parse(text)).isEqualTo(new DatabaseEndpoint(url, user, password));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "mysql://a:hush@db/land, must begin with postgres://",
    "postgres://a:hush@db,   must name a host and a database",
    "postgres:///land,       must name a host and a database",
    "postgres://a:hu sh@db/land, is not a URL",
    "postgres://a:%hush@db/land, is not a URL",
    "postgres://db/land?password=%hush, is not a URL",
    "http://db/land?password=hush, must begin with postgres://",
  })
  void refusalsSayWhyAndHideThePassword(String text, String why) {
    assertThatThrownBy(() -> DatabaseEndpoint.parse(text))
        .hasMessageContaining(why)
        .hasMessageNotContaining("hu");
  }

  @Test
  void printingHidesThePassword() {
    assertThat(DatabaseEndpoint.local(1, "d", "u", "hush").toString()).doesNotContain("hush");
    for (String url :
        List.of(
            "postgres://a:hush@db/land",
            "postgres://db/land?user=a&password=hush",
            "postgres://a@db/land?%50assword=hush",
            "postgres://a@db/land?sslpassword=hush&sslmode=require")) {
      assertThat(DatabaseEndpoint.parse(url).toString()).isEqualTo(SHOWN).doesNotContain("hush");
    }
  }
}
