package io.landfall.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.ExportFailure;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SecretCipherTest {
  private static final UUID ID = UUID.fromString("0191a0c0-0000-7000-8000-000000000001");
  private static final Secret HUSH = Secret.of("hush");
  private static final SecretContext CONTEXT = context("https://a.example", "ann");

  private final String key = SecretCipher.generateKey();
  private final SecretCipher cipher = SecretCipher.ofKeys(key, List.of());

  private static SecretContext context(String endpoint, String owner) {
    return SecretContext.of("thing", ID, owner, Map.of("endpoint", endpoint));
  }

  @Test
  void whatIsEncryptedComesBackForItsContextAlone() {
    byte[] encrypted = cipher.encrypt(HUSH, CONTEXT);
    assertThat(new String(encrypted, StandardCharsets.ISO_8859_1)).doesNotContain("hush");
    assertThat(cipher.decrypt(encrypted, CONTEXT)).isEqualTo(HUSH);
    List.of(
            context("https://b.example", "ann"),
            context("https://a.example", "bob"),
            SecretContext.of("thing", ID, "ann", Map.of()),
            SecretContext.of("thing", ID, "ann", Map.of("path", "https://a.example")),
            SecretContext.of("thing", new UUID(1, 2), "ann", CONTEXT.settings()),
            SecretContext.of("other", ID, "ann", CONTEXT.settings()))
        .forEach(
            other ->
                assertThatThrownBy(() -> cipher.decrypt(encrypted, other))
                    .as(other::toString)
                    .isInstanceOf(ExportFailure.class)
                    .hasMessageContaining("not as they were stored. Delete it and make it anew"));
  }

  /** "ab" and "c" are not "a" and "bc". */
  @Test
  void textsThatAreCutElsewhereAreAnotherContext() {
    byte[] one = SecretContext.of("k", ID, "o", Map.of("ab", "c")).associatedData();
    byte[] other = SecretContext.of("k", ID, "o", Map.of("a", "bc")).associatedData();
    assertThat(one).isNotEqualTo(other);
  }

  @Test
  void anyBitThatIsTurnedAndAnyCutIsFound() {
    byte[] encrypted = cipher.encrypt(HUSH, CONTEXT);
    for (int i = 0; i < encrypted.length; i++) {
      byte[] changed = encrypted.clone();
      changed[i] ^= 1;
      byte[] cut = java.util.Arrays.copyOf(encrypted, i);
      for (byte[] wrong : List.of(changed, cut)) {
        assertThatThrownBy(() -> cipher.decrypt(wrong, CONTEXT)).isInstanceOf(ExportFailure.class);
      }
    }
  }

  @Test
  void theSameTextIsNeverEncryptedTheSameWay() {
    assertThat(cipher.encrypt(HUSH, CONTEXT)).isNotEqualTo(cipher.encrypt(HUSH, CONTEXT));
  }

  @Test
  void anotherKeyIsNamed() {
    SecretCipher other = SecretCipher.ofKeys(SecretCipher.generateKey(), List.of());
    byte[] encrypted = cipher.encrypt(HUSH, CONTEXT);
    assertThatThrownBy(() -> other.decrypt(encrypted, CONTEXT))
        .hasMessageContaining("key " + cipher.keyId())
        .hasMessageContaining("this service has " + other.keyId())
        .hasMessageContaining("Add the key that it had to landfall.secrets.old-keys");
    assertThatThrownBy(() -> SecretCipher.ofKeys("AAAA", List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anOldKeyDecryptsUntilAllIsWrappedByTheNewOne() {
    byte[] old = cipher.encrypt(HUSH, CONTEXT);
    String newKey = SecretCipher.generateKey();
    SecretCipher both = SecretCipher.ofKeys(newKey, List.of(key, newKey));
    assertThat(both.decrypt(old, CONTEXT)).isEqualTo(HUSH);

    byte[] rewrapped = both.rewrap(old, "thing");
    SecretCipher newAlone = SecretCipher.ofKeys(newKey, List.of());
    assertThat(newAlone.decrypt(rewrapped, CONTEXT)).isEqualTo(HUSH);
    assertThatThrownBy(() -> newAlone.rewrap(old, "thing 7")).hasMessageContaining("thing 7");
    assertThatThrownBy(() -> newAlone.decrypt(rewrapped, context("https://b.example", "ann")))
        .isInstanceOf(ExportFailure.class);
  }

  /** Made by the JDK's cipher before Tink: databases are full of them. */
  @Test
  void whatAnOlderVersionHasEncryptedCanBeRead() {
    String olderKey = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    byte[] older =
        Base64.getDecoder()
            .decode(
                "TEZTMj6xvUNozYUxcp9MxCWaX8RlmxKHJlGWICWpimF7WtvGWng9JlPhYSLikR4oKQleHwen2xF/mjDW"
                    + "yi5o8MExxzUXnGtK17R5IPveplxzTqyI6I2HtQmtaIhTeHLbLL/DbQ==");
    SecretCipher both = SecretCipher.ofKeys(key, List.of(olderKey));
    assertThat(both.decrypt(older, CONTEXT)).isEqualTo(HUSH);
    assertThat(cipher.decrypt(both.rewrap(older, "thing"), CONTEXT)).isEqualTo(HUSH);
  }

  @Test
  void secretsDoNotPrint() {
    assertThat(HUSH).hasToString("***").hasSameHashCodeAs(Secret.of("other"));
    assertThat(HUSH).isEqualTo(Secret.of("hush")).isNotEqualTo(Secret.of("other"));
    assertThat(CONTEXT).hasToString("thing " + ID);
  }
}
