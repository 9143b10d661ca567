package io.landfall.ingest.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What lists are known by. */
class SceneListSourceTest {
  private static final String LIST = "https://example.org/a/scene_list.gz";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sig=aaa",
        "sv=2022-11-02&st=2026-01-01T00%3A00Z&se=2026-01-02&sr=b&sp=r&sig=aGk%3D",
        "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA%2F20260101&X-Amz-Date=20260101T000000Z"
            + "&X-Amz-Expires=3600&X-Amz-SignedHeaders=host&X-Amz-Signature=0123&x-amz-security-token=9",
        "AWSAccessKeyId=AKIA&Expires=1700000000&Signature=abc",
        "GoogleAccessId=me&Expires=1&Signature=abc",
        "Expires=1&Signature=x&Key-Pair-Id=K&Policy=e30",
        "token=abc",
        "access_token=abc",
        "api_key=abc&",
        "",
      })
  void aSignatureIsNoPartOfAName(String query) {
    assertThat(name(LIST + "?" + query)).isEqualTo(LIST);
    assertThat(source(LIST + "?" + query).fileName()).isEqualTo("scene_list.gz");
  }

  @Test
  void otherParametersAreAndAreNotShown() {
    String seven = name(LIST + "?id=7&sig=a");

    assertThat(seven).startsWith(LIST + "?").isEqualTo(name(LIST + "?sig=b&id=7"));
    assertThat(seven).isNotEqualTo(name(LIST + "?id=8&sig=a")).doesNotContain("id=7");
  }

  @Test
  void aKeyMayNameWhatIsAskedFor() {
    assertThat(name(LIST + "?key=landsat8.csv")).isNotEqualTo(name(LIST + "?key=landsat7.csv"));
  }

  @ParameterizedTest
  @CsvSource({
    "https://me:secret@example.org:8443/x/list.csv, https://example.org:8443/x/list.csv, list.csv",
    "http://example.org/x/, http://example.org/x/, ''",
    "http://example.org, http://example.org, ''",
    "file:///a/b/../list.csv, /a/list.csv, list.csv",
    "/a/list.csv, /a/list.csv, list.csv",
  })
  void aListWithoutANameIsKnownByItsUrl(String url, String name, String fileName) {
    assertThat(name(url)).isEqualTo(name);
    assertThat(source(url).fileName()).isEqualTo(fileName);
  }

  @Test
  void aGivenNameCountsWhereverItLies() {
    SceneListSource named = SceneListSource.named("landsat", source(LIST));

    assertThat(named.displayName()).isEqualTo("landsat");
    assertThat(named.fileName()).isEqualTo("scene_list.gz");
    assertThat(named.isRetryable()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://me:s3cret@[",
        "http://me:s3/cret@host/list",
        "ftp://me:s3cret@host/list",
        "https://host/a b?sig=s3cret",
        "https:///list?sig=s3cret",
        "s3://bucket/list?sig=s3cret",
      })
  void noMessageTellsASecret(String url) {
    assertThatThrownBy(() -> source(url))
        .hasMessageStartingWith("Invalid URL of a scene list file")
        .hasMessageNotContaining("s3cret")
        .hasMessageNotContaining("cret@");
  }

  private static String name(String url) {
    return source(url).displayName();
  }

  private static SceneListSource source(String url) {
    return SceneListSource.of(url, Duration.ofSeconds(1));
  }
}
