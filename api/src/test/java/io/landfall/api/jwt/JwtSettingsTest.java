package io.landfall.api.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JwtSettingsTest {
  private static final String GOOD =
      """
      landfall.jwt { issuer = "https://i", audience = [landfall], jwks-url = "https://i/keys" }
      """;

  @Test
  void withoutAnIssuerThereAreNone() {
    assertThat(JwtSettings.from(config(""))).isEmpty();
  }

  @Test
  void variablesOfTheEnvironmentMayNameSeveralAudiences() {
    JwtSettings settings =
        JwtSettings.from(config(GOOD + "landfall.jwt.audience = \"a, b\"")).orElseThrow();
    assertThat(settings.audience()).isEqualTo(Set.of("a", "b"));
    assertThat(settings.algorithms()).isEqualTo(Set.of("RS256", "ES256"));
    assertThat(settings.types()).isEqualTo(Set.of("at+jwt", "jwt"));
  }

  @ParameterizedTest(name = "{0} is refused for {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "issuer = ``                          | issuer",
        "audience = []                        | audience",
        "jwks-url = ``                        | jwks-url",
        "jwks-file = keys.json                | jwks-file",
        "jwks-url = `http://example.org/keys` | jwks-url",
        "jwks-url = `ftp://example.org/keys`  | jwks-url",
        "jwks-url = `https:///keys`           | jwks-url",
        "jwks-url = `https://a b`             | jwks-url",
        "algorithms = [none]                  | algorithms",
        "algorithms = [RS256, HS256]          | algorithms",
        "algorithms = [rs256]                 | algorithms",
        "algorithms = []                      | algorithms",
        "types = []                           | types",
        "user-claim = ``                      | user-claim",
        "refresh-interval = 0 s               | refresh-interval",
      })
  void whatCannotBe(String line, String key) {
    Config config = config(GOOD + "landfall.jwt." + line.replace('`', '"'));
    assertThatThrownBy(() -> JwtSettings.from(config))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("landfall.jwt." + key);
  }

  @Test
  void keysOfThisMachineMayComeByHttp() {
    String text = GOOD + "landfall.jwt.jwks-url = \"http://localhost:8081/keys\"";
    assertThat(JwtSettings.from(config(text))).isPresent();
  }

  private static Config config(String text) {
    return ConfigFactory.parseString(text).withFallback(ConfigFactory.defaultReference()).resolve();
  }
}
