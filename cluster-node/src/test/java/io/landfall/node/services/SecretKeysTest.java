package io.landfall.node.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.landfall.secret.SecretCipher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretKeysTest {
  private final String key = SecretCipher.generateKey();
  private final String old = SecretCipher.generateKey();

  @TempDir Path folder;

  private Optional<SecretCipher> cipher(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("landfall.database.url", "postgres://user:password@localhost/shared");
    Config config = ConfigFactory.parseMap(all).withFallback(ConfigFactory.load());
    return SecretKeys.cipher(config, folder);
  }

  private static String id(String key) {
    return SecretCipher.ofKeys(key, List.of()).keyId();
  }

  @Test
  void theKeyComesFromASettingOrFromAFileWithOldOnesBelow() throws IOException {
    Path file = Files.writeString(folder.resolve("key"), key + "\n\n  " + old + "\n");
    assertThat(cipher(Map.of())).isEmpty();
    assertThat(cipher(Map.of("landfall.secrets.key", key)).orElseThrow().keyId())
        .isEqualTo(id(key));
    SecretCipher both = cipher(Map.of("landfall.secrets.key-file", file.toString())).orElseThrow();
    assertThat(both.keyId()).isEqualTo(id(key));
    assertThat(both.hasKey(id(old))).isTrue();
  }

  @Test
  void whatIsWrongWithThemIsSaidWithoutThem() throws IOException {
    String canary = "canary-secret";
    Path file = Files.writeString(folder.resolve("bad"), key + "\n" + canary);
    Path empty = Files.writeString(folder.resolve("empty"), "\n");
    Path absent = folder.resolve("absent");
    Map<Map<String, String>, String> refused =
        Map.of(
            Map.of("landfall.secrets.key", canary), "must be Base64 of 32 random bytes",
            Map.of("landfall.secrets.key-file", file.toString()), "must be Base64 of 32",
            Map.of("landfall.secrets.key-file", empty.toString()), "which is empty",
            Map.of("landfall.secrets.key-file", absent.toString()), "which cannot be read",
            Map.of("landfall.secrets.key", key, "landfall.secrets.old-keys", canary),
                "must be Base64 of 32",
            Map.of("landfall.secrets.key", key, "landfall.secrets.key-file", file.toString()),
                "set one of them");
    refused.forEach(
        (settings, message) ->
            assertThatThrownBy(() -> cipher(settings))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining(canary));
  }
}
