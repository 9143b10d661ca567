package io.landfall.api.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsoleSettingsTest {
  private static final String GOOD =
      """
      landfall.jwt { issuer = "https://login.example.org/realms/eo", audience = [landfall], jwks-url = "https://i/keys" }
      landfall.console.oidc.client-id = console
      """;

  @Test
  void withoutAClientIdPeopleSignInByTokenAlone() {
    assertThat(ConsoleSettings.from(config("")).signIn()).isEmpty();
  }

  @Test
  void thePageMayAskTheSiteOfTheIssuerAndThatOfTheTokens() {
    var signIn = ConsoleSettings.from(config(GOOD)).signIn().orElseThrow();
    assertThat(signIn.origins()).containsExactly("https://login.example.org");
    assertThat(signIn.scope()).isEqualTo("openid");
    var elsewhere =
        ConsoleSettings.from(
                config(
                    GOOD
                        + "landfall.console.oidc.authorization-url ="
                        + " \"https://a.example.org/auth\"\n"
                        + "landfall.console.oidc.token-url = \"https://t.example.org:8443/token\""))
            .signIn()
            .orElseThrow();
    assertThat(elsewhere.origins())
        .containsExactly("https://login.example.org", "https://t.example.org:8443");
  }

  @ParameterizedTest(name = "{0} is refused for {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "console.oidc.client-id = ``, console.oidc.token-url = `https://i/t` | client-id",
        "jwt { issuer = ``, audience = [], jwks-url = `` }                  | client-id",
        "jwt.issuer = login                                                 | client-id",
        "jwt.issuer = `http://login.example.org`                            | client-id",
        "console.oidc.token-url = `https://i/token`                         | authorization-url",
        "console.oidc.authorization-url = `https://i/auth`                  | token-url",
        "console.oidc.authorization-url = `http://i/auth`                   | authorization-url",
        "console.oidc.token-url = `javascript:alert(1)`                     | token-url",
      })
  void whatCannotBe(String lines, String key) {
    Config config = config(GOOD + "landfall { " + lines.replace('`', '"') + " }");
    assertThatThrownBy(() -> ConsoleSettings.from(config))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("landfall.console.oidc." + key);
  }

  private static Config config(String text) {
    return ConfigFactory.parseString(text).withFallback(ConfigFactory.defaultReference()).resolve();
  }
}
