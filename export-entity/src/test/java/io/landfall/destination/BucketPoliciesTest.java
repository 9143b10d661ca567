package io.landfall.destination;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.destination.BucketPolicies.Writing;
import java.util.List;
import org.junit.jupiter.api.Test;

class BucketPoliciesTest {
  private static final String US = "arn:aws:iam::123456789012:role/landfall";

  @Test
  void aBucketLetsThePrincipalWriteBelowThePrefixAndFindItsUploads() {
    assertThat(BucketPolicies.forBucket(plain("exports/2026"), US).toString())
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

  @Test
  void anAclAndAKeyTakeRightsOfTheirOwn() {
    JsonNode policy = BucketPolicies.forRole(with("eu-west-1", true, "1234-ab"));
    assertThat(policy.at("/Statement/0/Action").toString()).contains("\"s3:PutObjectAcl\"");
    assertThat(policy.at("/Statement/2/Action").toString())
        .isEqualTo("[\"kms:GenerateDataKey\",\"kms:Decrypt\"]");
    assertThat(keyOf("1234-ab")).isEqualTo("arn:aws:kms:eu-west-1:*:key/1234-ab");
    String arn = "arn:aws:kms:eu-west-1:123456789012:key/1234-ab";
    assertThat(keyOf(arn)).isEqualTo(arn);
    for (String alias : List.of("alias/maps", "arn:aws:kms:eu-west-1:123456789012:alias/maps")) {
      assertThat(keyOf(alias)).isEqualTo("arn:aws:kms:eu-west-1:*:key/*");
      assertThat(
              BucketPolicies.forRole(with("eu-west-1", false, alias))
                  .at("/Statement/2/Condition/ForAnyValue:StringEquals/kms:ResourceAliases")
                  .textValue())
          .isEqualTo("alias/maps");
    }
    assertThat(BucketPolicies.keyStatement(US).at("/Principal/AWS").textValue()).isEqualTo(US);
  }

  @Test
  void namesTellThePartOfTheWorld() {
    assertThat(resourceIn("cn-north-1", true)).isEqualTo("arn:aws-cn:s3:::maps/*");
    assertThat(resourceIn("us-gov-west-1", true)).isEqualTo("arn:aws-us-gov:s3:::maps/*");
    assertThat(resourceIn("cn-north-1", false)).isEqualTo("arn:aws:s3:::maps/*");
  }

  private static String resourceIn(String region, boolean isAmazon) {
    return BucketPolicies.forRole(new Writing("maps", "", region, isAmazon, false, null))
        .at("/Statement/0/Resource")
        .textValue();
  }

  private static String keyOf(String kmsKeyId) {
    return BucketPolicies.forRole(with("eu-west-1", false, kmsKeyId))
        .at("/Statement/2/Resource")
        .textValue();
  }

  private static String objectsOf(String prefix) {
    return BucketPolicies.forRole(plain(prefix)).at("/Statement/0/Resource").textValue();
  }

  private static Writing plain(String prefix) {
    return new Writing("maps", prefix, "us-east-1", true, false, null);
  }

  private static Writing with(String region, boolean setsAcl, String kmsKeyId) {
    return new Writing("maps", "", region, true, setsAcl, kmsKeyId);
  }
}
