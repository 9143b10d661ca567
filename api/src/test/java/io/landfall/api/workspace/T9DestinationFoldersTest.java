package io.landfall.api.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.json.ApiProblem;
import io.landfall.api.json.Json;
import io.landfall.destination.DestinationPath;
import io.landfall.http.CheckedAddresses;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** T8 and T9: folders, buckets and stores that a delivery must not get. */
class T9DestinationFoldersTest {
  private static final CheckedAddresses ADDRESSES =
      new CheckedAddresses(List.of("minio.corp:9000"), "landfall.delivery.allowed-hosts");

  private static ObjectNode bucket(String member, Object value) {
    ObjectNode body = Json.object();
    body.put("name", "b").put("type", "S3").put("bucket", "exports");
    body.put("accessKeyId", "AKIAEXAMPLE").put("secretAccessKey", "hush");
    return body.putPOJO(member, value);
  }

  private static ObjectNode folder(String path) {
    ObjectNode body = Json.object();
    body.put("name", "d").put("type", "DROPBOX").put("accessToken", "hush");
    return body.put("path", path);
  }

  private static JsonNode read(ObjectNode body) {
    var ports = new DeliveryPorts(null, ADDRESSES, "own-bucket", "", null);
    JsonNode json = Json.parse(ascii(body).getBytes(StandardCharsets.US_ASCII));
    return DeliveryConfigReader.read(json, ports).settings().values();
  }

  /** Writes halves of surrogate pairs too, which UTF-8 has no place for. */
  private static String ascii(JsonNode body) {
    var ascii = new StringBuilder();
    for (char c : body.toString().toCharArray()) {
      ascii.append(c < 0x80 ? String.valueOf(c) : "\\u%04x".formatted((int) c));
    }
    return ascii.toString();
  }

  private static ApiProblem refusal(ObjectNode body) {
    return catchThrowableOfType(ApiProblem.class, () -> read(body));
  }

  private static void assertRefused(ObjectNode body, String pointer, String message) {
    ApiProblem problem = refusal(body);
    assertThat(problem).as("%s is refused", body).isNotNull();
    assertThat(problem.getMessage()).contains(message).doesNotContain("hush");
    assertThat(problem.errors().get(0).pointer()).isEqualTo(pointer);
  }

  /** Each is written as Java escapes it. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "a\\u0000b | U+0000",
        "a\\u0007 | U+0007",
        "a\\u0085b | control characters",
        "a\\u200Bb | U+200B, which nobody sees",
        "a\\u202Efit.exe | U+202E, which nobody sees",
        "a\\u2066b\\u2069 | U+2066, which nobody sees",
        "\\uFEFFa | U+FEFF, which nobody sees",
        "a\\u00A0b | U+00A0, which nobody sees",
        "a\\u2028b | U+2028, which nobody sees",
        "a\\uE000b | U+E000, which nobody sees",
        "a\\uD800b | U+D800",
        "a\\\\b | a backslash",
        ".. | . or .. as a name",
        "../x | . or .. as a name",
        "a/../../x | . or .. as a name",
        "a/./b | . or .. as a name",
        "a//b | a name of a folder is empty",
        "/a | a name of a folder is empty",
        "a// | a name of a folder is empty",
        "a /b | begins or ends with a space",
        "a/{owner} | {exportId} alone may stand in them",
        "a/{exportId | {exportId} alone may stand in them",
        "{exportId}/{exportId} | more than once",
        "cafe\\u0301 | in Unicode's form NFC",
        "\\u212B | in Unicode's form NFC",
      })
  void t9_foldersThatAreNotWhatTheyLookLike(String written, String message) {
    String text = unescaped(written);
    assertRefused(bucket("prefix", text), "/prefix", message);
    assertRefused(folder("/" + text), "/path", message);
  }

  /** Java's own method knows no \\u, which the compiler does. */
  private static String unescaped(String written) {
    var text = new StringBuilder();
    for (int at = 0; at < written.length(); at++) {
      if (written.startsWith("\\u", at)) {
        text.append((char) Integer.parseInt(written.substring(at + 2, at + 6), 16));
        at += 5;
      } else if (written.startsWith("\\\\", at)) {
        text.append('\\');
        at++;
      } else {
        text.append(written.charAt(at));
      }
    }
    return text.toString();
  }

  @Test
  void t9_aFolderWithItsFileStaysBelowTheBytesOfAKey() {
    String longest = "ö".repeat(DestinationPath.MAX_BYTES / 2);
    assertThat(read(bucket("prefix", longest)).path("prefix").textValue()).isEqualTo(longest);
    assertRefused(bucket("prefix", longest + "ö"), "/prefix", "514 bytes in UTF-8, at most 512");
    assertRefused(folder("/" + longest + "ö"), "/path", "514 bytes in UTF-8, at most 512");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"exports", "a/b c/", "Straße/日本", "{exportId}", "a/of {exportId}/b", "a+b&c=d%2F"})
  void foldersThatAreWhatTheyLookLike(String folder) {
    String kept = folder.endsWith("/") ? folder.substring(0, folder.length() - 1) : folder;
    assertThat(read(bucket("prefix", folder)).path("prefix").textValue()).isEqualTo(kept);
    assertThat(read(folder("/" + folder)).path("path").textValue()).isEqualTo("/" + kept);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"own-bucket", "..", "a..b", "192.168.0.1", "A", "ab", "a_b", "a/b", "-ab"})
  void t9_bucketsThatAreNone(String bucket) {
    assertRefused(bucket("bucket", bucket), "/bucket", "Invalid ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://169.254.169.254",
        "https://127.0.0.1",
        "https://127.1",
        "https://2130706433",
        "https://0177.0.0.1",
        "https://0x7f.0.0.1",
        "https://[::1]",
        "https://[fd00::1]",
        "https://[::ffff:127.0.0.1]",
        "https://10.0.0.1:9000",
        "https://172.16.0.1",
        "https://192.168.0.1",
        "https://100.64.0.1",
        "https://0.0.0.0",
        "http://s3.example.org",
        "https://u:p@s3.example.org",
        "https://s3.example.org/x",
        "https://s3.example.org?x",
        "https://s3.example.org#x",
        "https://s3.example.org:0",
        "https://s3.example.org:70000",
        "ftp://s3.example.org",
        "file:///etc/passwd",
        "jar:file:/x!/y",
        "s3://bucket",
        "s3.example.org",
        "https://",
        "https:///x",
        "//s3.example.org",
      })
  void t8_storesThatNobodyMayBeLedTo(String endpoint) {
    assertRefused(bucket("endpoint", endpoint), "/endpoint", "Invalid endpoint");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://s3.example.org",
        "https://s3.example.org:9000/",
        "http://minio.corp:9000"
      })
  void storesThatMayBeAsked(String endpoint) {
    assertThat(read(bucket("endpoint", endpoint)).path("endpoint").textValue()).isEqualTo(endpoint);
  }

  @Test
  void aBucketIsReachedByKeysByARoleOrByItsPolicy() {
    ObjectNode none = bucket("region", "eu-central-1");
    none.remove(List.of("accessKeyId", "secretAccessKey"));
    assertThat(read(none.deepCopy()).hasNonNull("accessKeyId")).isFalse();
    String role = "arn:aws:iam::123456789012:role/landfall";
    assertThat(read(none.deepCopy().put("roleArn", role)).path("roleArn").textValue())
        .isEqualTo(role);
    assertRefused(none.deepCopy().put("roleArn", "landfall"), "/roleArn", "the ARN of a role");
    assertRefused(bucket("roleArn", role), "/roleArn", "it goes instead of keys");
    assertRefused(none.deepCopy().put("accessKeyId", "A"), "/secretAccessKey", "Missing");
    assertRefused(none.deepCopy().put("sessionToken", "t"), "/accessKeyId", "Missing");
    assertRefused(
        none.deepCopy().put("endpoint", "https://s3.example.org"),
        "/accessKeyId",
        "Give accessKeyId and secretAccessKey");
    assertThat(
            read(none.put("endpoint", "https://s3.eu-central-1.amazonaws.com"))
                .hasNonNull("endpoint"))
        .isTrue();
  }

  @Test
  void whatABucketMayBeTold() {
    assertRefused(bucket("acl", "public-read-write"), "/acl", "Known: private, ");
    assertRefused(bucket("storageClass", "FROZEN"), "/storageClass", "Known: STANDARD, ");
    assertRefused(bucket("storageClass", "DEEP_ARCHIVE"), "/storageClass", "must be thawed");
    assertRefused(
        bucket("endpoint", "https://landfall.s3.us-west-2.amazonaws.com"),
        "/endpoint",
        "names a bucket itself");
    assertRefused(bucket("kmsKeyId", "a b"), "/kmsKeyId", "of a KMS key");
    assertThat(read(bucket("kmsKeyId", "alias/mine")).path("kmsKeyId").textValue())
        .isEqualTo("alias/mine");
  }
}
