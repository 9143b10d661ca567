package io.landfall.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedirectRuleTest {

  @ParameterizedTest(name = "{0} to {1}: same origin {2}, downgrade {3}")
  @CsvSource({
    "https://a.example/x, https://A.example:443/y, true, false",
    "http://a.example/x, http://a.example:80/y, true, false",
    "https://a.example/x, http://a.example/x, false, true",
    "HTTPS://a.example/x, HTTP://b.example/x, false, true",
    "http://a.example/x, https://a.example/x, false, false",
    "https://a.example/x, https://a.example:8443/x, false, false",
    "https://a.example/x, https://b.a.example/x, false, false",
    "https://a.example/x, https:/y, false, false",
    "https://a.example/x, mailto:a@a.example, false, false",
    "https://a.example/x, file:///x, false, false",
  })
  void twoUrlsAreCompared(URI from, URI to, boolean sameOrigin, boolean downgrade) {
    assertThat(RedirectRule.isSameOrigin(from, to)).isEqualTo(sameOrigin);
    assertThat(RedirectRule.isDowngrade(from, to)).isEqualTo(downgrade);
  }
}
