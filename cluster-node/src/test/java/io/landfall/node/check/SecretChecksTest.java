package io.landfall.node.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.secret.SecretCipher;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SecretChecksTest {
  private final String oldKey = SecretCipher.generateKey();
  private final SecretCipher old = SecretCipher.ofKeys(oldKey, List.of());
  private final SecretCipher cipher =
      SecretCipher.ofKeys(SecretCipher.generateKey(), List.of(oldKey));

  private static CheckResult check(Map<String, Long> counts, SecretCipher cipher) {
    return SecretChecks.keys(counts, Optional.ofNullable(cipher));
  }

  @Test
  void aKeyThatIsMissingIsNamed() {
    for (SecretCipher without : new SecretCipher[] {old, null}) {
      CheckResult result = check(Map.of(cipher.keyId(), 3L, old.keyId(), 0L), without);
      assertThat(result.passed()).isFalse();
      assertThat(result.detail())
          .startsWith("3 cannot be read: they are under")
          .contains(cipher.keyId())
          .contains("LANDFALL_SECRETS_OLD_KEYS");
    }
  }

  @Test
  void anOldKeyPassesUntilItGoes() {
    CheckResult result = check(Map.of(cipher.keyId(), 3L, old.keyId(), 2L), cipher);
    assertThat(result.passed()).isTrue();
    assertThat(result.detail()).startsWith("2 are under an old key: run landfall secrets rewrap");
  }

  @Test
  void whatIsUnderTheKeyOfNowIsCounted() {
    assertThat(check(Map.of(cipher.keyId(), 3L), cipher))
        .isEqualTo(new CheckResult("users' secrets", true, "3, under key " + cipher.keyId()));
    assertThat(check(Map.of(), null).detail()).startsWith("refused: no key is set");
  }
}
