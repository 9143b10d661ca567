package io.landfall.api.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.json.BodyCursor;
import io.landfall.api.json.Json;
import io.landfall.destination.DestinationPath;
import io.landfall.secret.Secret;
import io.landfall.workspace.DeliveryConfig.DeliverySecrets;
import io.landfall.workspace.DeliveryConfig.DeliverySettings;
import io.landfall.workspace.DeliveryConfig.DeliveryType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads the body that makes a delivery configuration: all its errors, and never a secret in one.
 */
final class DeliveryConfigReader {
  private static final int MAX_NAME = 200;
  private static final int MAX_SECRET = 4_096;
  private static final int MAX_SECONDS = 7 * 24 * 3_600;

  private static final Map<DeliveryType, Set<String>> MEMBERS =
      Map.of(
          DeliveryType.HTTP, Set.of("bytesPerSecond", "expiresIn"),
          DeliveryType.S3,
              Set.of(
                  "bucket",
                  "prefix",
                  "region",
                  "endpoint",
                  "accessKeyId",
                  "secretAccessKey",
                  "sessionToken",
                  "roleArn",
                  "kmsKeyId",
                  "acl",
                  "storageClass"),
          DeliveryType.DROPBOX, Set.of("path", "accessToken", "refreshToken", "appKey"));

  /** What a body says; what is secret in it does not print. */
  record ReadDelivery(DeliverySettings settings, DeliverySecrets secrets) {}

  private final BodyCursor body;
  private final DeliveryPorts ports;
  private final ObjectNode values = Json.object();
  private final Map<String, Secret> secrets = new LinkedHashMap<>();

  private DeliveryConfigReader(BodyCursor body, DeliveryPorts ports) {
    this.body = body;
    this.ports = ports;
  }

  /**
   * Reads a body.
   *
   * @param ports of which the own bucket and the addresses are asked
   */
  static ReadDelivery read(JsonNode json, DeliveryPorts ports) {
    return new DeliveryConfigReader(BodyCursor.ofRoot(json), ports).read();
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
    var bucket = new BucketReader(body, ports);
    bucket.putInto(values);
    boolean keys = bucket.hasKeys();
    secret("secretAccessKey", keys);
    secret("sessionToken", false);
  }

  private void readFolder() {
    BodyCursor path = body.member("path");
    String text = path.requiredText(DestinationPath.MAX_BYTES);
    if (text != null && !text.startsWith("/")) {
      path.addError("Invalid path: it begins with a slash, as /exports does.");
    } else if (text != null) {
      String below = text.equals("/") ? "" : folder(path, text.substring(1));
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

  /** Returns the folder without a slash at its end; null, with an error, where it is none. */
  static String folder(BodyCursor at, String text) {
    Optional<String> problem = text == null ? Optional.empty() : DestinationPath.problem(text);
    if (problem.isPresent()) {
      at.addError("Invalid folder %s: %s".formatted(at.displayValue(), problem.get()));
      return null;
    }
    return text == null || !text.endsWith("/") ? text : text.substring(0, text.length() - 1);
  }
}
