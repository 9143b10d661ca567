package io.landfall.store.s3;

import com.sun.net.httpserver.HttpExchange;
import io.landfall.store.UploadBody;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Who a {@link FakeS3} knows: access keys, whose signatures (version 4, in headers or presigned) it
 * then checks, and roles that may be assumed. While it knows nobody, everybody may do everything.
 */
final class FakeS3Identities {
  /**
   * One access key.
   *
   * @param token that requests must carry; {@code null}: none
   * @param buckets it may use
   */
  record AccessKey(String secret, String token, Set<String> buckets) {}

  /**
   * A role that may be assumed.
   *
   * @param externalId that must be named; {@code null}: any does
   */
  record Role(String externalId, Set<String> buckets) {}

  private final Map<String, AccessKey> keys = new ConcurrentHashMap<>();
  private final Map<String, Role> roles = new ConcurrentHashMap<>();
  private final AtomicInteger sessions = new AtomicInteger();

  void add(String id, AccessKey key) {
    keys.put(id, key);
  }

  void add(String arn, Role role) {
    roles.put(arn, role);
  }

  void remove(String id) {
    keys.remove(id);
  }

  /** Returns how often a role was assumed. */
  int assumed() {
    return sessions.get();
  }

  /** Returns what S3 would answer instead of doing it; {@code null}: it may be done. */
  FakeBucket.Answer refusal(HttpExchange exchange, String bucket, byte[] body) {
    if (keys.isEmpty() && roles.isEmpty()) {
      return null;
    }
    Map<String, String> query = new TreeMap<>();
    String raw = exchange.getRequestURI().getRawQuery();
    for (String pair : raw == null ? new String[0] : raw.split("&")) {
      String[] sides = pair.split("=", 2);
      query.put(sides[0], sides.length < 2 ? "" : sides[1]);
    }
    boolean isPresigned = query.containsKey("X-Amz-Signature");
    String scope =
        isPresigned ? decoded(query.get("X-Amz-Credential")) : field(exchange, "Credential");
    if (scope.isEmpty()) {
      return FakeBucket.error(403, "AccessDenied");
    }
    AccessKey key = keys.get(scope.substring(0, scope.indexOf('/')));
    if (key == null) {
      return FakeBucket.error(403, "InvalidAccessKeyId");
    }
    String token =
        isPresigned ? query.get("X-Amz-Security-Token") : header(exchange, "x-amz-security-token");
    if (key.token() != null && !key.token().equals(token == null ? "" : decoded(token))) {
      return FakeBucket.error(403, "InvalidToken");
    }
    String signature = isPresigned ? query.remove("X-Amz-Signature") : field(exchange, "Signature");
    String names =
        isPresigned ? decoded(query.get("X-Amz-SignedHeaders")) : field(exchange, "SignedHeaders");
    String date = isPresigned ? query.get("X-Amz-Date") : header(exchange, "x-amz-date");
    String hash = isPresigned ? "UNSIGNED-PAYLOAD" : header(exchange, "x-amz-content-sha256");
    if (hash.matches("[0-9a-f]{64}") && !hash.equals(sha256(body))) {
      return FakeBucket.error(400, "XAmzContentSHA256Mismatch");
    }
    String canonical = canonical(exchange, query, names, hash);
    if (!signature.equals(sign(key.secret(), scope, date, canonical))) {
      return FakeBucket.error(403, "SignatureDoesNotMatch");
    }
    String source = header(exchange, "x-amz-copy-source").replaceFirst("^/", "");
    boolean mayRead = source.isEmpty() || key.buckets().contains(source.split("/", 2)[0]);
    return mayRead && key.buckets().contains(bucket) ? null : FakeBucket.error(403, "AccessDenied");
  }

  /** Answers AssumeRole, as the security token service does, for requests that are form fields. */
  FakeBucket.Answer assumeRole(byte[] body) {
    Map<String, String> form =
        Arrays.stream(new String(body, StandardCharsets.UTF_8).split("&"))
            .map(pair -> pair.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> decoded(pair[1])));
    Role role = roles.get(form.getOrDefault("RoleArn", ""));
    boolean isTrusted =
        role != null
            && (role.externalId() == null || role.externalId().equals(form.get("ExternalId")));
    if (!isTrusted) {
      return new FakeBucket.Answer(
          403,
          "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not authorized to perform sts:AssumeRole</Message></Error></ErrorResponse>"
              .getBytes(StandardCharsets.UTF_8),
          null);
    }
    String id = "ASIA" + sessions.incrementAndGet();
    keys.put(id, new AccessKey("secret-of-" + id, "token/of+" + id + "=", role.buckets()));
    return FakeBucket.Answer.xml(
        "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>%s</AccessKeyId><SecretAccessKey>secret-of-%s</SecretAccessKey><SessionToken>token/of+%s=</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>"
            .formatted(id, id, id));
  }

  private static String canonical(
      HttpExchange exchange, Map<String, String> query, String names, String hash) {
    URI uri = exchange.getRequestURI();
    String parameters =
        query.entrySet().stream()
            .map(pair -> encoded(decoded(pair.getKey())) + "=" + encoded(decoded(pair.getValue())))
            .sorted()
            .collect(Collectors.joining("&"));
    String headers =
        Arrays.stream(names.split(";"))
            .map(name -> name + ":" + header(exchange, name).strip().replaceAll(" +", " ") + "\n")
            .collect(Collectors.joining());
    return String.join(
        "\n", exchange.getRequestMethod(), uri.getRawPath(), parameters, headers, names, hash);
  }

  private static String sign(String secret, String scope, String date, String canonical) {
    String[] parts = scope.split("/");
    byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
    for (int i = 1; i < parts.length; i++) {
      key = hmac(key, parts[i]);
    }
    String text =
        String.join(
            "\n",
            "AWS4-HMAC-SHA256",
            date,
            scope.substring(scope.indexOf('/') + 1),
            sha256(canonical.getBytes(StandardCharsets.UTF_8)));
    return HexFormat.of().formatHex(hmac(key, text));
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(UploadBody.of(bytes).digest("SHA-256"));
  }

  private static String field(HttpExchange exchange, String name) {
    for (String field : header(exchange, "Authorization").replaceFirst("^\\S+ ", "").split(",")) {
      if (field.strip().startsWith(name + "=")) {
        return field.strip().substring(name.length() + 1);
      }
    }
    return "";
  }

  private static String header(HttpExchange exchange, String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }
}
