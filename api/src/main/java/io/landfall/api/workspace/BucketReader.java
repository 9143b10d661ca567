package io.landfall.api.workspace;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.json.BodyCursor;
import io.landfall.destination.AmazonEndpoint;
import io.landfall.destination.DestinationPath;
import io.landfall.http.AddressRefusedException;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;

/** Reads what is not secret of a bucket at S3 that exports are to go to. */
final class BucketReader {
  private static final int MAX_URL = 512;
  private static final int MAX_PORT = 65_535;
  private static final int MAX_ARN = 2_048;

  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Pattern ADDRESS = Pattern.compile("[0-9]+(\\.[0-9]+){3}");
  private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,40}");
  private static final Pattern ACCESS_KEY_ID = Pattern.compile("[\\w+/=.-]{1,128}");
  private static final Pattern ROLE =
      Pattern.compile("arn:aws[a-z-]{0,12}:iam::[0-9]{12}:role/[\\w+=,.@/-]{1,512}");
  private static final Pattern KMS_KEY = Pattern.compile("[\\w:/+=,.@-]{1,2048}");

  private static final List<String> ACLS =
      List.of(
          "private",
          "bucket-owner-full-control",
          "bucket-owner-read",
          "authenticated-read",
          "aws-exec-read",
          "public-read");

  private static final List<String> STORAGE_CLASSES =
      List.of(
          "STANDARD",
          "STANDARD_IA",
          "ONEZONE_IA",
          "INTELLIGENT_TIERING",
          "REDUCED_REDUNDANCY",
          "GLACIER_IR");

  /** Each file is read back before it counts as delivered. */
  private static final List<String> ARCHIVES = List.of("GLACIER", "DEEP_ARCHIVE");

  private final BodyCursor body;
  private final DeliveryPorts ports;

  BucketReader(BodyCursor body, DeliveryPorts ports) {
    this.body = body;
    this.ports = ports;
  }

  /** Tells whether the body has keys, or a part of them. */
  boolean hasKeys() {
    return List.of("accessKeyId", "secretAccessKey", "sessionToken").stream()
        .anyMatch(name -> !body.member(name).isAbsent());
  }

  /** Puts what the body says; notes what is wrong with it. */
  void putInto(ObjectNode values) {
    values.put("bucket", bucket(body.member("bucket")));
    values.put("prefix", prefix(body.member("prefix")));
    BodyCursor region = body.member("region");
    values.put("region", matching(region, region.text(40), REGION, "a region, as us-west-2"));
    URI endpoint = endpoint(body.member("endpoint"));
    values.put("endpoint", endpoint == null ? null : endpoint.toString());
    readAccess(values, endpoint);
    BodyCursor key = body.member("kmsKeyId");
    values.put(
        "kmsKeyId",
        matching(key, key.text(MAX_ARN), KMS_KEY, "the id, the alias or the ARN of a KMS key"));
    values.put("acl", oneOf(body.member("acl"), ACLS));
    values.put("storageClass", storageClass(body.member("storageClass")));
  }

  private static String storageClass(BodyCursor at) {
    if (!at.isAbsent() && ARCHIVES.contains(at.node().asText())) {
      at.addError(
          "Invalid value %s: what is there must be thawed before it can be read, and each file is read back before it counts as delivered. Take GLACIER_IR, or have a rule of the bucket move the files later."
              .formatted(at.displayValue()));
      return null;
    }
    return oneOf(at, STORAGE_CLASSES);
  }

  /** Keys, a role that this service takes on, or neither: the bucket's policy lets it write. */
  private void readAccess(ObjectNode values, URI endpoint) {
    BodyCursor keyId = body.member("accessKeyId");
    BodyCursor role = body.member("roleArn");
    boolean amazon = endpoint == null || AmazonEndpoint.isAmazon(endpoint);
    String arn = matching(role, role.text(MAX_ARN), ROLE, "the ARN of a role of IAM");
    if (hasKeys()) {
      String id = keyId.requiredText(128);
      values.put("accessKeyId", matching(keyId, id, ACCESS_KEY_ID, "the id of an access key"));
      if (!role.isAbsent()) {
        role.addError("Invalid roleArn: it goes instead of keys. Give either.");
      }
    } else if (!amazon) {
      keyId.addError(
          "Missing accessKeyId: a store other than Amazon's knows neither roles nor policies for"
              + " this service. Give accessKeyId and secretAccessKey.");
    }
    values.put("roleArn", arn);
  }

  private String bucket(BodyCursor at) {
    String name = matching(at, at.requiredText(63), BUCKET, "a bucket's name in S3");
    if (name == null) {
      return null;
    }
    if (name.contains("..") || ADDRESS.matcher(name).matches()) {
      at.addError(
          "Invalid value %s: no bucket in S3 may have two dots in a row, or look like an address."
              .formatted(at.displayValue()));
    } else if (ports.ownBucket().equals(name)) {
      at.addError(
          "Invalid bucket %s: this service keeps its own files in one of this name. Take another."
              .formatted(at.displayValue()));
    }
    return name;
  }

  private static String prefix(BodyCursor at) {
    boolean root = at.isAbsent() || "".equals(at.node().textValue()); // "" is none too
    return root ? null : DeliveryConfigReader.folder(at, at.text(DestinationPath.MAX_BYTES));
  }

  private static String matching(BodyCursor at, String text, Pattern form, String what) {
    if (text != null && !form.matcher(text).matches()) {
      at.addError("Invalid value %s: it is not %s.".formatted(at.displayValue(), what));
      return null;
    }
    return text;
  }

  private static String oneOf(BodyCursor at, List<String> known) {
    String text = at.text(40);
    if (text != null && !known.contains(text)) {
      at.addError(
          "Unknown value %s. Known: %s.".formatted(at.displayValue(), String.join(", ", known)));
      return null;
    }
    return text;
  }

  /**
   * Reads the URL of a store: a host, perhaps a port. What can be said without a lookup of the host
   * is said; the check and each delivery look it up.
   */
  private URI endpoint(BodyCursor at) {
    String text = at.text(MAX_URL);
    if (text == null) {
      return null;
    }
    try {
      URI uri = URI.create(text);
      ports.addresses().checkForm(uri);
      boolean bare =
          uri.getRawQuery() == null
              && uri.getRawFragment() == null
              && (uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"))
              && uri.getPort() != 0
              && uri.getPort() <= MAX_PORT;
      if (bare && AmazonEndpoint.namesBucket(uri)) {
        at.addError(
            "Invalid endpoint: it names a bucket itself. Give that of the region alone, as"
                + " https://s3.us-west-2.amazonaws.com, or none.");
        return null;
      }
      if (bare) {
        return uri;
      }
      at.addError("Invalid endpoint: give https://host or https://host:port, and no more.");
    } catch (AddressRefusedException e) {
      at.addError("Invalid endpoint: " + e.reason());
    } catch (IllegalArgumentException e) {
      at.addError("Invalid endpoint: give https://host or https://host:port, and no more.");
    }
    return null;
  }
}
