package io.landfall.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.http.AddressPolicy;
import io.landfall.source.SourceS3Settings.S3Account;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class S3RequestsTest {

  @ParameterizedTest
  @CsvSource({
    "s3://bucket/a.tif,        https://s3.us-west-2.amazonaws.com/bucket/a.tif",
    "s3://my.bucket-1/a/b.tif, https://s3.us-west-2.amazonaws.com/my.bucket-1/a/b.tif",
    "s3://bucket/a b+ü?#%2F,   https://s3.us-west-2.amazonaws.com/bucket/a%20b%2B%C3%BC%3F%23%252F",
    "s3://bucket//a//b,        https://s3.us-west-2.amazonaws.com/bucket//a//b",
  })
  void publicObjectsAreAskedForByPathUnsigned(String href, String url) throws Exception {
    try (var links = links(S3Account.ANONYMOUS)) {
      RequestTarget target = links.target(href);
      assertThat(target.uri()).hasToString(url);
      assertThat(target.headers()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://",
        "s3://bucket",
        "s3://bucket/",
        "s3:///key",
        "s3://Bucket/key",
        "s3://b/key",
        "s3://bucket/../other/key",
        "s3://bucket/a/..",
        "s3://bucket/./a",
        "s3://bucket/a\nb",
        "s3://bucket/a\u0000",
        "s3://user@bucket/key",
        "s3://bucket:80/key",
        "s3://-bucket/key"
      })
  void whatIsNoObjectIsRefused(String href) {
    try (var links = links(S3Account.ANONYMOUS)) {
      assertThatThrownBy(() -> links.target(href))
          .hasMessageContaining("it is not a valid s3://bucket/key");
    }
  }

  @Test
  void keysSignForReadingAndSayWhoPays() throws Exception {
    try (var links = links(S3Account.KEYS)) {
      RequestTarget target = links.target("s3://bucket/a b.tif");
      assertThat(target.uri().toString())
          .startsWith("https://s3.us-west-2.amazonaws.com/bucket/a%20b.tif?")
          .contains("X-Amz-Signature=", "us-west-2")
          .doesNotContain("hush");
      assertThat(target.headers() + target.uri().getQuery()).contains("x-amz-request-payer");
    }
  }

  @Test
  void aBucketIsAskedForInTheRegionThatTheStoreNames() throws Exception {
    try (var links = links(S3Account.KEYS)) {
      RequestTarget first = links.target("s3://bucket/a.tif");
      assertThat(first.otherRegion().test("us-west-2")).isFalse();
      assertThat(first.otherRegion().test("evil.example/")).isFalse();
      assertThat(first.otherRegion().test("eu-central-1")).isTrue();
      assertThat(links.target("s3://bucket/a.tif").uri().getHost())
          .isEqualTo("s3.eu-central-1.amazonaws.com");
      assertThat(links.target("s3://other/a.tif").uri().getHost())
          .isEqualTo("s3.us-west-2.amazonaws.com");
    }
  }

  private static S3Requests links(S3Account account) {
    return new S3Requests(SourceFixture.s3("", account), AddressPolicy.anywhere());
  }
}
