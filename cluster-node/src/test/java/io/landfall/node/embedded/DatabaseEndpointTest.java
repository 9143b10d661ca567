package io.landfall.node.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseEndpointTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "postgres://ann:pw@db:6543/land, jdbc:postgresql://db:6543/land, ann, pw",
    "postgresql://ann:pw@db/land,    jdbc:postgresql://db:5432/land, ann, pw",
    "postgres://ann:p%40w%2Fx@db/land?sslmode=require,"
        + " jdbc:postgresql://db:5432/land?sslmode=require, ann, p@w/x",
    "postgres://ann:a+b@db/land,     jdbc:postgresql://db:5432/land, ann, a+b", // plus is a plus
    // here
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
  })
  void refusalsSayWhyAndHideThePassword(String text, String why) {
    assertThatThrownBy(() -> DatabaseEndpoint.parse(text))
        .hasMessageContaining(why)
        .hasMessageNotContaining("hu");
  }

  @Test
  void printingHidesThePassword() {
    assertThat(DatabaseEndpoint.local(1, "d", "u", "hush").toString()).doesNotContain("hush");
  }
}
