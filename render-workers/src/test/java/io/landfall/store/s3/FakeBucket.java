package io.landfall.store.s3;

import com.sun.net.httpserver.HttpExchange;
import io.landfall.store.UploadBody;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The objects and uploads of a {@link FakeS3}, and what S3 would say of them. */
public final class FakeBucket {
  private static final int MIN_PART_BYTES = 5 * 1024 * 1024;
  private static final Pattern KEPT =
      Pattern.compile(
          "(?i)x-amz-(meta-.*|acl|storage-class|server-side-.*|checksum-.*)|content-type");

  record Upload(
      String key, Instant begun, Map<String, String> headers, Map<Integer, UploadedPart> parts) {}

  record UploadedPart(byte[] bytes, String etag) {}

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
  final Map<String, Map<String, String>> headers = new ConcurrentHashMap<>();

  /** As stores that do not know {@code If-None-Match}. */
  public volatile boolean ignoresConditions;

  /**
   * As buckets with SSE-KMS: a part that is written again has another ETag, and none is its MD5.
   */
  public volatile boolean encryptsWithKeys;

  private final AtomicInteger nextUpload = new AtomicInteger(1);

  /** Takes parts of any size from now on. */
  public void takeSmallParts() {
    limits = new UploadLimits(false, 10_000, 1, true, true);
  }

  /** Returns the keys of all objects, sorted. */
  public List<String> keys() {
    return List.copyOf(objects.keySet());
  }

  /** Returns an object's bytes; {@code null}: none. */
  public byte[] object(String key) {
    return objects.get(key);
  }

  /** Returns what is kept of the headers that an object was made with, in lower case. */
  public Map<String, String> headers(String key) {
    return headers.getOrDefault(key, Map.of());
  }

  /** Writes an object as somebody else would; replaces one. */
  public void put(String key, byte[] bytes) {
    headers.remove(key);
    write(key, bytes, etag(bytes), Map.of());
  }

  /** Returns the keys that open uploads are for. */
  public List<String> openUploadKeys() {
    return uploads.values().stream().map(Upload::key).toList();
  }

  /** Returns the ids of open uploads. */
  public List<String> openUploadIds() {
    return List.copyOf(uploads.keySet());
  }

  /** Begins an upload as somebody else would. */
  public String open(String key, Instant begun) {
    return open(key, begun, Map.of());
  }

  private String open(String key, Instant begun, Map<String, String> kept) {
    String id = "upload-" + nextUpload.getAndIncrement();
    uploads.put(id, new Upload(key, begun, kept, new ConcurrentSkipListMap<>()));
    return id;
  }

  private void write(String key, byte[] bytes, String etag, Map<String, String> kept) {
    etags.put(key, etag);
    headers.put(key, kept);
    modified.put(key, Instant.now());
    objects.put(key, bytes);
  }

  private boolean isTaken(HttpExchange exchange, String key) {
    return !ignoresConditions
        && "*".equals(exchange.getRequestHeaders().getFirst("If-None-Match"))
        && objects.containsKey(key);
  }

  private static Map<String, String> kept(HttpExchange exchange) {
    return exchange.getRequestHeaders().entrySet().stream()
        .filter(header -> KEPT.matcher(header.getKey()).matches())
        .collect(
            Collectors.toMap(
                header -> header.getKey().toLowerCase(Locale.ROOT),
                header -> header.getValue().get(0)));
  }

  record Answer(int status, byte[] body, String etag) {
    static Answer xml(String xml) {
      return new Answer(200, xml.getBytes(StandardCharsets.UTF_8), null);
    }
  }

  static Answer error(int status, String code) {
    return error(status, code, "as told");
  }

  static Answer error(int status, String code, String message) {
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
      return Answer.xml(
          "<InitiateMultipartUploadResult><UploadId>%s</UploadId></InitiateMultipartUploadResult>"
              .formatted(open(key, Instant.now(), kept(exchange))));
    }
    if (query.containsKey("uploadId")) {
      return upload(exchange, key, query, stored);
    }
    return object(exchange, method, key, stored);
  }

  private Answer object(HttpExchange exchange, String method, String key, byte[] body) {
    switch (method) {
      case "PUT" -> {
        if (isTaken(exchange, key)) {
          return error(412, "PreconditionFailed");
        }
        write(key, body, etag(body), kept(exchange));
        return new Answer(200, new byte[0], etag(body));
      }
      case "DELETE" -> {
        headers.remove(key);
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

  /** Makes a part of a stretch of an object. */
  Answer copy(HttpExchange exchange, Map<String, String> query, FakeBucket from, String sourceKey) {
    byte[] source = from.objects.get(sourceKey);
    Upload upload = uploads.get(query.get("uploadId"));
    String wanted = exchange.getRequestHeaders().getFirst("x-amz-copy-source-if-match");
    if (source == null) {
      return error(404, "NoSuchKey");
    }
    if (upload == null) {
      return error(404, "NoSuchUpload");
    }
    if (wanted != null
        && !wanted.replace("\"", "").equals(from.etags.get(sourceKey).replace("\"", ""))) {
      return error(412, "PreconditionFailed");
    }
    String[] ends =
        exchange
            .getRequestHeaders()
            .getFirst("x-amz-copy-source-range")
            .replace("bytes=", "")
            .split("-");
    byte[] part =
        Arrays.copyOfRange(source, Integer.parseInt(ends[0]), Integer.parseInt(ends[1]) + 1);
    String etag = partEtag(part);
    upload.parts().put(Integer.parseInt(query.get("partNumber")), new UploadedPart(part, etag));
    return Answer.xml(
        "<CopyPartResult><ETag>%s</ETag><LastModified>%s</LastModified></CopyPartResult>"
            .formatted(etag, Instant.now()));
  }

  private Answer upload(HttpExchange exchange, String key, Map<String, String> query, byte[] body) {
    String method = exchange.getRequestMethod();
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
        var part = new UploadedPart(body, partEtag(body));
        upload.parts().put(number, part);
        return new Answer(200, new byte[0], part.etag());
      }
      case "DELETE" -> {
        uploads.remove(id);
        return new Answer(204, new byte[0], null);
      }
      case "POST" -> {
        return isTaken(exchange, key)
            ? error(412, "PreconditionFailed")
            : complete(id, upload, new String(body, StandardCharsets.UTF_8));
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
                                part.getValue().etag(),
                                part.getValue().bytes().length))
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
      UploadedPart there = upload.parts().get(number);
      if (number <= before) {
        return error(400, "InvalidPartOrder");
      }
      String etag = S3ErrorResponse.element(part, "ETag").replace("&quot;", "").replace("\"", "");
      if (there == null || !there.etag().replace("\"", "").equals(etag)) {
        return error(400, "InvalidPart");
      }
      byte[] bytes = there.bytes();
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
    write(upload.key(), whole.toByteArray(), etag, upload.headers());
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

  private String partEtag(byte[] bytes) {
    return encryptsWithKeys
        ? "\"%032x\"".formatted(ThreadLocalRandom.current().nextLong(Long.MAX_VALUE))
        : etag(bytes);
  }

  private static String etag(byte[] bytes) {
    return "\"" + HexFormat.of().formatHex(digest(bytes)) + "\"";
  }

  private static byte[] digest(byte[] bytes) {
    return UploadBody.of(bytes).digest("MD5");
  }
}
