package io.landfall.api.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.json.BodyCursor;
import io.landfall.api.json.Json;
import io.landfall.secret.Secret;
import io.landfall.workspace.DeliveryConfig.DeliverySecrets;
import io.landfall.workspace.DeliveryConfig.DeliverySettings;
import io.landfall.workspace.DeliveryConfig.DeliveryType;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Reads the body that makes a delivery configuration: all its errors, and never a secret in one.
 */
final class DeliveryConfigReader {
  private static final int MAX_NAME = 200;
  private static final int MAX_SECRET = 4_096;
  private static final int MAX_PATH_BYTES = 512;
  private static final int MAX_SECONDS = 7 * 24 * 3_600;

  private static final Map<DeliveryType, Set<String>> MEMBERS =
      Map.of(
          DeliveryType.HTTP, Set.of("bytesPerSecond", "expiresIn"),
          DeliveryType.S3,
              Set.of("bucket", "prefix", "region", "endpoint", "accessKeyId", "secretAccessKey"),
          DeliveryType.DROPBOX, Set.of("path", "accessToken", "refreshToken", "appKey"));

  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,40}");
  private static final Pattern ACCESS_KEY_ID = Pattern.compile("[\\w+/=.-]{1,128}");

  /** What a body says; what is secret in it does not print. */
  record ReadDelivery(DeliverySettings settings, DeliverySecrets secrets) {}

  private final BodyCursor body;
  private final String ownBucket;
  private final ObjectNode values = Json.object();
  private final Map<String, Secret> secrets = new LinkedHashMap<>();

  private DeliveryConfigReader(BodyCursor body, String ownBucket) {
    this.body = body;
    this.ownBucket = ownBucket;
  }

  /**
   * Reads a body.
   *
   * @param ownBucket no destination: this service keeps its own files there
   */
  static ReadDelivery read(JsonNode json, String ownBucket) {
    return new DeliveryConfigReader(BodyCursor.ofRoot(json), ownBucket).read();
  }

  private ReadDelivery read() {
    DeliveryType type = body.member("type").enumConstant(DeliveryType.class, Enum::name);
    Set<String> known = new TreeSet<>(List.of("name", "type"));
    if (type == null) {
      MEMBERS.values().forEach(known::addAll);
      if (body.member("type").isAbsent()) {
        body.member("type").addError("Missing type: give one of HTTP, S3, DROPBOX.");
      }
    } else {
      known.addAll(MEMBERS.get(type));
    }
    body.expectObject(known);
    String name = body.member("name").requiredText(MAX_NAME);
    if (type != null) {
      switch (type) {
        case HTTP -> readLink();
        case S3 -> readBucket();
        case DROPBOX -> readFolder();
      }
    }
    body.throwIfInvalid();
    return new ReadDelivery(new DeliverySettings(name, type, values), new DeliverySecrets(secrets));
  }

  private void readLink() {
    values.put(
        "bytesPerSecond", body.member("bytesPerSecond").wholeNumber(1_024, Integer.MAX_VALUE));
    values.put("expiresIn", body.member("expiresIn").wholeNumber(60, MAX_SECONDS));
  }

  private void readBucket() {
    BodyCursor bucket = body.member("bucket");
    String name = matching(bucket, bucket.requiredText(63), BUCKET, "a bucket's name in S3");
    if (ownBucket.equals(name)) {
      bucket.addError(
          "Invalid bucket %s: this service keeps its own files in one of this name. Take another."
              .formatted(bucket.displayValue()));
    }
    values.put("bucket", name);
    BodyCursor prefix = body.member("prefix");
    boolean root = prefix.isAbsent() || "".equals(prefix.node().textValue()); // "" is none too
    values.put("prefix", root ? null : path(prefix, prefix.text(MAX_PATH_BYTES)));
    BodyCursor region = body.member("region");
    values.put("region", matching(region, region.text(40), REGION, "a region, as us-west-2"));
    values.put("endpoint", endpoint(body.member("endpoint")));
    BodyCursor keyId = body.member("accessKeyId");
    values.put(
        "accessKeyId",
        matching(keyId, keyId.requiredText(128), ACCESS_KEY_ID, "the id of an access key"));
    secret("secretAccessKey", true);
  }

  private void readFolder() {
    BodyCursor path = body.member("path");
    String text = path.requiredText(MAX_PATH_BYTES);
    if (text != null && !text.startsWith("/")) {
      path.addError("Invalid path: it begins with a slash, as /exports does.");
    } else if (text != null) {
      String below = text.equals("/") ? "" : path(path, text.substring(1));
      values.put("path", below == null ? null : "/" + below);
    }
    boolean token = !body.member("accessToken").isAbsent();
    boolean refresh = !body.member("refreshToken").isAbsent();
    if (token == refresh) {
      body.member("accessToken").addError("Give either accessToken, or refreshToken and appKey.");
    }
    if (token && !body.member("appKey").isAbsent()) {
      body.member("appKey").addError("Invalid appKey: it goes along with refreshToken only.");
    }
    secret("accessToken", false);
    secret("refreshToken", false);
    values.put(
        "appKey",
        refresh ? body.member("appKey").requiredText(128) : body.member("appKey").text(128));
  }

  /** Takes a secret; what is wrong with it is said without it. */
  private void secret(String name, boolean required) {
    BodyCursor at = body.member(name);
    String text = required ? at.requiredText(MAX_SECRET) : at.text(MAX_SECRET);
    if (text != null && text.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      at.addError("Invalid %s: it has characters that no such secret has.".formatted(name));
    } else if (text != null) {
      secrets.put(name, Secret.of(text));
    }
  }

  private static String matching(BodyCursor at, String text, Pattern form, String what) {
    if (text != null && !form.matcher(text).matches()) {
      at.addError("Invalid value %s: it is not %s.".formatted(at.displayValue(), what));
      return null;
    }
    return text;
  }

  /** Reads a key's beginning: names of folders, which no store and no client reads otherwise. */
  private static String path(BodyCursor at, String text) {
    if (text == null) {
      return null;
    }
    String whole = "/" + text.replaceFirst("/$", "") + "/";
    boolean plain =
        !whole.contains("//")
            && !whole.contains("/./")
            && !whole.contains("/../")
            && text.indexOf('\\') < 0
            && Normalizer.isNormalized(text, Normalizer.Form.NFC)
            && text.getBytes(StandardCharsets.UTF_8).length <= MAX_PATH_BYTES;
    if (!plain) {
      at.addError(
          "Invalid path %s: folders with slashes between them, no . or .., nothing empty, no backslash, at most %d bytes in Unicode's form NFC."
              .formatted(at.displayValue(), MAX_PATH_BYTES));
      return null;
    }
    return text;
  }

  /**
   * Reads the URL of a store: https, a host, perhaps a port. Which hosts may be asked, its use
   * decides.
   */
  private static String endpoint(BodyCursor at) {
    String text = at.text(MAX_PATH_BYTES);
    if (text == null) {
      return null;
    }
    try {
      URI uri = URI.create(text);
      boolean plain =
          "https".equals(String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT))
              && uri.getHost() != null
              && uri.getRawUserInfo() == null
              && uri.getRawQuery() == null
              && uri.getRawFragment() == null
              && (uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"));
      if (plain) {
        return text;
      }
    } catch (IllegalArgumentException e) {
      // falls through to the one error below
    }
    at.addError("Invalid endpoint: give https://host or https://host:port, and no more.");
    return null;
  }
}
