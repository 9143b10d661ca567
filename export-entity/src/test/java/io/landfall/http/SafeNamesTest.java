package io.landfall.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeNamesTest {

  @ParameterizedTest
  @CsvSource({
    "https://a.example/b.tif,              https://a.example/b.tif",
    "https://a.example/b.tif#c,            https://a.example/b.tif",
    "https://user:hush@a.example/b.tif,    https://a.example/b.tif",
    "s3://bucket/a?b#c@d/e.tif,            s3://bucket/a?b#c@d/e.tif",
    "S3://bucket/a#b,                      S3://bucket/a#b",
  })
  void whatIsNoSecretStays(String href, String name) {
    assertThat(SafeNames.of(href)).isEqualTo(name);
  }

  @Test
  void queriesAreHiddenButKeptApart() {
    String one = SafeNames.of("https://a.example/get?file=a.tif&sig=hush");
    String other = SafeNames.of("https://a.example/get?file=b.tif&sig=hush");
    assertThat(one).startsWith("https://a.example/get?…").doesNotContain("hush", "file");
    assertThat(one).isNotEqualTo(other);
  }
}
