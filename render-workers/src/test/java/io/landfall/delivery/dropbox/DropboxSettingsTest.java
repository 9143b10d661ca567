package io.landfall.delivery.dropbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.landfall.model.ExportId;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DropboxSettingsTest {
  private static final Config REFERENCE = ConfigFactory.load();

  @Test
  void theDefaultsAreDropboxsOwnHosts() {
    DropboxSettings settings = DropboxSettings.from(REFERENCE);

    assertThat(settings.apiUrl()).isEqualTo("https://api.dropboxapi.com");
    assertThat(settings.contentUrl()).isEqualTo("https://content.dropboxapi.com");
    assertThat(settings.chunkBytes()).isEqualTo(8 << 20);
    assertThat(settings.timeout(0)).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.timeout(8 << 20)).isEqualTo(Duration.ofSeconds(30 + 64));
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:8080,         http://127.0.0.1:8080",
    "http://stand-in:1/,            http://stand-in:1",
    "https://proxy.example/dropbox, https://proxy.example/dropbox",
  })
  void aStandInHasAnyUrl(String given, String used) {
    assertThat(DropboxSettings.from(with("api-url", given)).apiUrl()).isEqualTo(used);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "dropbox.com",
        "ftp://x",
        "http://",
        "https://u:p@x",
        "https://x?y",
        "http://x y"
      })
  void whatIsNoUrlEndsTheStart(String given) {
    assertThatThrownBy(() -> DropboxSettings.from(with("content-url", given)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("landfall.dropbox.content-url");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1 MiB", "5 MiB", "144 MiB", "150 MB"})
  void chunksAreMultiplesOfABlockThatDropboxTakes(String given) {
    assertThatThrownBy(() -> DropboxSettings.from(with("chunk-size", given)))
        .hasMessageContaining("must be a multiple of 4 MiB, from 4 MiB to 140 MiB");
  }

  @ParameterizedTest
  @CsvSource({
    "/,                     /a.tif",
    "/maps,                 /maps/a.tif",
    "/maps/,                /maps/a.tif",
    "/maps/{exportId}/x,    /maps/00000000-0000-7000-8000-000000000001/x/a.tif",
  })
  void aFolderIsOneHoweverItIsWritten(String given, String path) {
    var id = new ExportId(UUID.fromString("00000000-0000-7000-8000-000000000001"));
    assertThat(DropboxFolder.of(given, id).path("a.tif")).isEqualTo(path);
  }

  @Test
  void anHrefIsAUri() {
    assertThat(DropboxFolder.href("/My maps/Ölinda #1.tif"))
        .isEqualTo("dropbox:///My%20maps/%C3%96linda%20%231.tif");
  }

  private static Config with(String key, String value) {
    return ConfigFactory.parseString("landfall.dropbox.%s = \"%s\"".formatted(key, value))
        .withFallback(REFERENCE);
  }
}
