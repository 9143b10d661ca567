package io.landfall.destination;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BucketPoliciesTest {
  private static final String US = "arn:aws:iam::123456789012:role/landfall";

  @Test
  void aBucketLetsThePrincipalWriteBelowThePrefixAndFindItsUploads() {
    assertThat(BucketPolicies.forBucket("maps", "exports/2026", US).toString())
        .isEqualTo(
            "{\"Version\":\"2012-10-17\",\"Statement\":["
                + "{\"Sid\":\"LandfallWritesObjects\",\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\""
                + US
                + "\"},\"Action\":[\"s3:PutObject\",\"s3:GetObject\",\"s3:DeleteObject\","
                + "\"s3:AbortMultipartUpload\",\"s3:ListMultipartUploadParts\"],"
                + "\"Resource\":\"arn:aws:s3:::maps/exports/2026/*\"},"
                + "{\"Sid\":\"LandfallFindsUploads\",\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\""
                + US
                + "\"},\"Action\":[\"s3:ListBucket\",\"s3:ListBucketMultipartUploads\"],"
                + "\"Resource\":\"arn:aws:s3:::maps\"}]}");
  }

  @Test
  void aFolderByExportIsAllThatIsBeforeIt() {
    assertThat(objectsOf("exports/run-{exportId}")).isEqualTo("arn:aws:s3:::maps/exports/*");
    assertThat(objectsOf("{exportId}")).isEqualTo("arn:aws:s3:::maps/*");
    assertThat(objectsOf("")).isEqualTo("arn:aws:s3:::maps/*");
  }

  @Test
  void wildcardsInNamesAreNone() {
    assertThat(objectsOf("a*b/what?/$")).isEqualTo("arn:aws:s3:::maps/a${*}b/what${?}/${$}/*");
  }

  @Test
  void theTrustOfARoleAsksForTheExternalId() {
    assertThat(BucketPolicies.trust(US, "landfall-1").toString())
        .isEqualTo(
            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"LandfallTakesOnThisRole\","
                + "\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\""
                + US
                + "\"},\"Action\":\"sts:AssumeRole\",\"Condition\":{\"StringEquals\":"
                + "{\"sts:ExternalId\":\"landfall-1\"}}}]}");
  }

  private static String objectsOf(String prefix) {
    return BucketPolicies.forRole("maps", prefix).at("/Statement/0/Resource").textValue();
  }
}
