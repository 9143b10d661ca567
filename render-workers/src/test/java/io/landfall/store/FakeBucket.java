package io.landfall.store;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The objects and uploads of a {@link FakeS3}, and what S3 would say of them. */
final class FakeBucket {
  private static final int MIN_PART_BYTES = 5 * 1024 * 1024;

  record Upload(String key, Instant begun, Map<Integer, byte[]> parts) {}

  /** What this store wants of uploads beyond what S3 does. */
  volatile UploadLimits limits = UploadLimits.S3;

  /**
   * What a store wants of uploads.
   *
   * @param equalParts all but the last of one size, and that no larger
   * @param maxParts the highest number of a part
   * @param takesUploads whether there are uploads at all
   * @param listsUploads whether those that are open are listed
   */
  record UploadLimits(
      boolean equalParts,
      int maxParts,
      int minPartBytes,
      boolean takesUploads,
      boolean listsUploads) {
    static final UploadLimits S3 = new UploadLimits(false, 10_000, MIN_PART_BYTES, true, true);

    /** As Cloudflare R2. */
    static final UploadLimits R2 = new UploadLimits(true, 10_000, MIN_PART_BYTES, true, true);
  }

  final Map<String, byte[]> objects = new ConcurrentSkipListMap<>();
  final Map<String, String> etags = new ConcurrentHashMap<>();
  final Map<String, Instant> modified = new ConcurrentHashMap<>();
  final Map<String, Upload> uploads = new ConcurrentSkipListMap<>();
  private final AtomicInteger nextUpload = new AtomicInteger(1);

  record Answer(int status, byte[] body, String etag) {
    static Answer xml(String xml) {
      return new Answer(200, xml.getBytes(StandardCharsets.UTF_8), null);
    }
  }

  static Answer error(int status, String code) {
    return error(status, code, "as told");
  }

  private static Answer error(int status, String code, String message) {
    String xml = "<Error><Code>%s</Code><Message>%s</Message></Error>".formatted(code, message);
    return new Answer(status, xml.getBytes(StandardCharsets.UTF_8), null);
  }

  Answer answer(HttpExchange exchange, Map<String, String> query, byte[] stored, byte[] sent) {
    String method = exchange.getRequestMethod();
    String key = keyOf(exchange);
    String md5 = exchange.getRequestHeaders().getFirst("Content-MD5");
    if (md5 != null && !Arrays.equals(Base64.getDecoder().decode(md5), digest(sent))) {
      return error(400, "BadDigest");
    }
    if (key.isEmpty()) {
      return method.equals("GET") ? list(query) : new Answer(200, new byte[0], null);
    }
    if (query.containsKey("uploads") && !limits.takesUploads()) {
      return error(501, "NotImplemented");
    }
    if (query.containsKey("uploads")) {
      String id = "upload-" + nextUpload.getAndIncrement();
      uploads.put(id, new Upload(key, Instant.now(), new ConcurrentSkipListMap<>()));
      return Answer.xml(
          "<InitiateMultipartUploadResult><UploadId>%s</UploadId></InitiateMultipartUploadResult>"
              .formatted(id));
    }
    if (query.containsKey("uploadId")) {
      return upload(method, key, query, stored);
    }
    return object(exchange, method, key, stored);
  }

  private Answer object(HttpExchange exchange, String method, String key, byte[] body) {
    switch (method) {
      case "PUT" -> {
        etags.put(key, etag(body));
        objects.put(key, body);
        modified.put(key, Instant.now());
        return new Answer(200, new byte[0], etag(body));
      }
      case "DELETE" -> {
        objects.remove(key);
        return new Answer(204, new byte[0], null);
      }
      default -> {
        byte[] bytes = objects.get(key);
        if (bytes == null) {
          return error(404, "NoSuchKey");
        }
        String range = exchange.getRequestHeaders().getFirst("Range");
        if (range == null) {
          return new Answer(200, bytes, etags.get(key));
        }
        String[] ends = range.replace("bytes=", "").split("-");
        int last = Math.min(bytes.length - 1, Integer.parseInt(ends[1]));
        return new Answer(
            206, Arrays.copyOfRange(bytes, Integer.parseInt(ends[0]), last + 1), etags.get(key));
      }
    }
  }

  private Answer upload(String method, String key, Map<String, String> query, byte[] body) {
    String id = query.get("uploadId");
    Upload upload = uploads.get(id);
    if (upload == null || !upload.key().equals(key)) {
      return error(404, "NoSuchUpload");
    }
    switch (method) {
      case "PUT" -> {
        int number = Integer.parseInt(query.get("partNumber"));
        if (number < 1 || number > limits.maxParts()) {
          return error(400, "InvalidArgument");
        }
        upload.parts().put(number, body);
        return new Answer(200, new byte[0], etag(body));
      }
      case "DELETE" -> {
        uploads.remove(id);
        return new Answer(204, new byte[0], null);
      }
      case "POST" -> {
        return complete(id, upload, new String(body, StandardCharsets.UTF_8));
      }
      default -> {
        return Answer.xml(
            upload.parts().entrySet().stream()
                .map(
                    part ->
                        "<Part><PartNumber>%d</PartNumber><LastModified>%s</LastModified><ETag>%s</ETag><Size>%d</Size></Part>"
                            .formatted(
                                part.getKey(),
                                upload.begun(),
                                etag(part.getValue()),
                                part.getValue().length))
                .collect(
                    Collectors.joining(
                        "",
                        "<ListPartsResult><PartNumberMarker>0</PartNumberMarker>"
                            + "<NextPartNumberMarker>0</NextPartNumberMarker><MaxParts>1000</MaxParts>",
                        "<IsTruncated>false</IsTruncated></ListPartsResult>")));
      }
    }
  }

  private synchronized Answer complete(String id, Upload upload, String xml) {
    if (!uploads.containsKey(id)) {
      return error(404, "NoSuchUpload");
    }
    List<MatchResult> named =
        Pattern.compile("(?s)<Part>.*?</Part>").matcher(xml).results().toList();
    var whole = new ByteArrayOutputStream();
    int before = 0;
    int size = 0;
    for (int i = 0; i < named.size(); i++) {
      String part = named.get(i).group();
      int number = Integer.parseInt(S3ErrorResponse.element(part, "PartNumber"));
      byte[] bytes = upload.parts().get(number);
      if (number <= before) {
        return error(400, "InvalidPartOrder");
      }
      String etag = S3ErrorResponse.element(part, "ETag").replace("&quot;", "").replace("\"", "");
      if (bytes == null || !etag(bytes).replace("\"", "").equals(etag)) {
        return error(400, "InvalidPart");
      }
      boolean isLast = i == named.size() - 1;
      if (bytes.length < limits.minPartBytes() && !isLast) {
        return error(400, "EntityTooSmall");
      }
      size = i == 0 ? bytes.length : size;
      if (limits.equalParts() && (isLast ? bytes.length > size : bytes.length != size)) {
        return error(400, "InvalidPart", "All non-trailing parts must have the same length.");
      }
      whole.writeBytes(bytes);
      before = number;
    }
    String etag = "\"%s-%d\"".formatted(etag(whole.toByteArray()).replace("\"", ""), named.size());
    objects.put(upload.key(), whole.toByteArray());
    etags.put(upload.key(), etag);
    modified.put(upload.key(), Instant.now());
    uploads.remove(id);
    return Answer.xml(
        "<CompleteMultipartUploadResult><Location>http://here/</Location><Bucket>landfall</Bucket>"
            + "<Key>%s</Key><ETag>%s</ETag></CompleteMultipartUploadResult>"
                .formatted(upload.key(), etag));
  }

  private Answer list(Map<String, String> query) {
    String prefix = query.getOrDefault("prefix", "");
    if (query.containsKey("uploads") && !limits.listsUploads()) {
      return error(501, "NotImplemented");
    }
    if (query.containsKey("uploads")) {
      return Answer.xml(
          uploads.entrySet().stream()
              .filter(entry -> entry.getValue().key().startsWith(prefix))
              .map(
                  entry ->
                      "<Upload><Key>%s</Key><UploadId>%s</UploadId><Initiated>%s</Initiated><StorageClass>STANDARD</StorageClass></Upload>"
                          .formatted(
                              entry.getValue().key(), entry.getKey(), entry.getValue().begun()))
              .collect(
                  Collectors.joining(
                      "",
                      "<ListMultipartUploadsResult><MaxUploads>1000</MaxUploads>"
                          + "<IsTruncated>false</IsTruncated>",
                      "</ListMultipartUploadsResult>")));
    }
    return Answer.xml(
        objects.entrySet().stream()
            .filter(entry -> entry.getKey().startsWith(prefix))
            .map(
                entry ->
                    "<Contents><Key>%s</Key><LastModified>%s</LastModified><ETag>%s</ETag><Size>%d</Size><StorageClass>STANDARD</StorageClass></Contents>"
                        .formatted(
                            entry.getKey(),
                            modified.getOrDefault(entry.getKey(), Instant.EPOCH),
                            etag(entry.getValue()),
                            entry.getValue().length))
            .collect(
                Collectors.joining(
                    "",
                    "<ListBucketResult><IsTruncated>false</IsTruncated>",
                    "</ListBucketResult>")));
  }

  static String keyOf(HttpExchange exchange) {
    String[] path = exchange.getRequestURI().getPath().split("/", 3);
    return path.length < 3 ? "" : path[2];
  }

  private static String etag(byte[] bytes) {
    return "\"" + HexFormat.of().formatHex(digest(bytes)) + "\"";
  }

  private static byte[] digest(byte[] bytes) {
    MessageDigest md5 = UploadBody.digestOf("MD5");
    return md5.digest(bytes);
  }
}
