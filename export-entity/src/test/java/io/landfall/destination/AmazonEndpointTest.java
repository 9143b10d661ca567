package io.landfall.destination;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AmazonEndpointTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3.us-west-2.amazonaws.com",
        "S3.US-WEST-2.amazonaws.com",
        "s3.dualstack.us-west-2.amazonaws.com",
        "s3-fips.us-gov-west-1.amazonaws.com",
        "s3.cn-north-1.amazonaws.com.cn",
        "s3.amazonaws.com",
        "s3-eu-west-1.amazonaws.com",
        "bucket.vpce-1a2b-5f.s3.us-east-1.vpce.amazonaws.com"
      })
  void theServiceNamesNoBucket(String host) {
    assertThat(AmazonEndpoint.isAmazon(URI.create("https://" + host))).isTrue();
    assertThat(AmazonEndpoint.namesBucket(URI.create("https://" + host))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "maps.s3.us-west-2.amazonaws.com",
        "a.maps.s3.amazonaws.com",
        "s3.s3.us-west-2.amazonaws.com",
        "s3-maps.s3.amazonaws.com",
        "maps.bucket.vpce-1a2b-5f.s3.us-east-1.vpce.amazonaws.com",
        "maps-123456789012.s3-accesspoint.us-west-2.amazonaws.com"
      })
  void aHostWithMoreInFrontNamesOne(String host) {
    assertThat(AmazonEndpoint.namesBucket(URI.create("https://" + host))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"maps.example.com", "amazonaws.com.example.org", "minio"})
  void otherStoresAreNotAmazons(String host) {
    assertThat(AmazonEndpoint.isAmazon(URI.create("https://" + host))).isFalse();
    assertThat(AmazonEndpoint.namesBucket(URI.create("https://" + host))).isFalse();
  }
}
