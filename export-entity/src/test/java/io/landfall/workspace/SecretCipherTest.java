package io.landfall.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.ExportFailure;
import io.landfall.workspace.DeliveryConfig.DeliverySecrets;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SecretCipherTest {
  private final SecretCipher cipher = SecretCipher.ofKey(SecretCipher.generateKey());

  @Test
  void whatIsEncryptedComesBackForItsContextAlone() {
    byte[] encrypted = cipher.encrypt("hush", "config 1 of ann");
    assertThat(new String(encrypted, StandardCharsets.ISO_8859_1)).doesNotContain("hush");
    assertThat(cipher.decrypt(encrypted, cipher.keyId(), "config 1 of ann")).isEqualTo("hush");
    assertThatThrownBy(() -> cipher.decrypt(encrypted, cipher.keyId(), "config 2 of ann"))
        .isInstanceOf(ExportFailure.class)
        .hasMessageContaining("not as they were stored");
  }

  @Test
  void anyBitThatIsTurnedIsFound() {
    byte[] encrypted = cipher.encrypt("hush", "a");
    for (int i = 0; i < encrypted.length; i++) {
      byte[] changed = encrypted.clone();
      changed[i] ^= 1;
      assertThatThrownBy(() -> cipher.decrypt(changed, cipher.keyId(), "a"))
          .isInstanceOf(ExportFailure.class);
    }
    assertThatThrownBy(() -> cipher.decrypt(new byte[3], cipher.keyId(), "a"))
        .isInstanceOf(ExportFailure.class);
  }

  @Test
  void theSameTextIsNeverEncryptedTheSameWay() {
    assertThat(cipher.encrypt("hush", "a")).isNotEqualTo(cipher.encrypt("hush", "a"));
  }

  @Test
  void anotherKeyIsNamed() {
    SecretCipher other = SecretCipher.ofKey(SecretCipher.generateKey());
    byte[] encrypted = cipher.encrypt("hush", "a");
    assertThatThrownBy(() -> other.decrypt(encrypted, cipher.keyId(), "a"))
        .hasMessageContaining(cipher.keyId())
        .hasMessageContaining("Start it with the key that it had");
    assertThatThrownBy(() -> SecretCipher.ofKey("AAAA"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void secretsDoNotPrint() {
    DeliverySecrets secrets = DeliverySecrets.of(Map.of("accessToken", "hush"));
    assertThat(secrets).hasToString("***").hasSameHashCodeAs(DeliverySecrets.of(Map.of()));
  }
}
