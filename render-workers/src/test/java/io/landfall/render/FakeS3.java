package io.landfall.render;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An object store in memory behind a real socket, with a script of faults. It is strict where S3
 * is: part numbers, ETags, order and sizes on complete, MD5 sums, ranges. It checks no signatures.
 */
public final class FakeS3 implements AutoCloseable {
  private static final int MIN_PART_BYTES = 5 * 1024 * 1024;
  private static final String ISO_DATE = "2026-01-01T00:00:00.000Z";
  private static final String HTTP_DATE = "Thu, 01 Jan 2026 00:00:00 GMT";

  /** What goes wrong with a request. */
  public enum Fault {
    /** Answers 500, having done nothing. */
    ANSWER_500,
    /** Answers 403. */
    ANSWER_403,
    /** Closes the connection, having done nothing. */
    DROP_REQUEST,
    /** Does what was asked, then closes the connection without an answer. */
    DROP_ANSWER,
    /** Flips the first byte of what was sent, and stores that. */
    CORRUPT,
    /** Answers 200 with an error in the body, having done nothing, as complete sometimes does. */
    ERROR_IN_200
  }

  private record Rule(Predicate<String> matches, Fault fault, AtomicInteger left) {}

  private record Upload(String key, Map<Integer, byte[]> parts) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, byte[]> objects = new ConcurrentSkipListMap<>();
  private final Map<String, String> etags = new ConcurrentHashMap<>();
  private final Map<String, Upload> uploads = new ConcurrentSkipListMap<>();
  private final List<Rule> rules = new CopyOnWriteArrayList<>();
  private final AtomicInteger nextUpload = new AtomicInteger(1);

  /** Every request as {@code METHOD /bucket/key?query}, in the order of arrival. */
  public final List<String> requests = new CopyOnWriteArrayList<>();

  private FakeS3() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  /** Starts a store on a free port. */
  public static FakeS3 start() {
    try {
      return new FakeS3();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns settings for a client of this store that gives up after a few seconds. */
  public StoreSettings settings() {
    return new StoreSettings(
        "http://127.0.0.1:" + server.getAddress().getPort(),
        "landfall",
        "key",
        Secret.of("a-secret"),
        "us-east-1",
        java.time.Duration.ofSeconds(5),
        1024 * 1024,
        java.time.Duration.ofSeconds(5));
  }

  /** Lets the next {@code times} requests that contain {@code text} go wrong. */
  public void fail(String text, int times, Fault fault) {
    fail(request -> request.contains(text), times, fault);
  }

  /** Lets the next {@code times} matching requests go wrong. */
  public void fail(Predicate<String> matches, int times, Fault fault) {
    rules.add(new Rule(matches, fault, new AtomicInteger(times)));
  }

  /** Returns the keys of all objects, sorted. */
  public List<String> keys() {
    return List.copyOf(objects.keySet());
  }

  /** Returns an object's bytes; {@code null}: none. */
  public byte[] object(String key) {
    return objects.get(key);
  }

  /** Replaces an object's bytes behind everybody's back. */
  public void tamper(String key, byte[] bytes) {
    objects.put(key, bytes);
  }

  /** Returns the ids of the open uploads. */
  public List<String> openUploads() {
    return List.copyOf(uploads.keySet());
  }

  /** Returns how many requests contained {@code text}. */
  public long count(String text) {
    return requests.stream().filter(request -> request.contains(text)).count();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String query = exchange.getRequestURI().getRawQuery();
      Map<String, String> parameters = parameters(query);
      String line =
          exchange.getRequestMethod()
              + " "
              + exchange.getRequestURI().getPath()
              + parameters.entrySet().stream()
                  .filter(entry -> !entry.getKey().startsWith("X-Amz"))
                  .map(entry -> entry.getKey() + "=" + entry.getValue())
                  .collect(Collectors.joining("&", "?", ""));
      requests.add(line);
      byte[] body = exchange.getRequestBody().readAllBytes();
      Fault fault = faultFor(line);
      Answer answer;
      if (fault == Fault.ANSWER_500) {
        answer = error(500, "InternalError");
      } else if (fault == Fault.ANSWER_403) {
        answer = error(403, "AccessDenied");
      } else if (fault == Fault.ERROR_IN_200) {
        answer = new Answer(200, error(500, "InternalError").body(), null);
      } else if (fault == Fault.DROP_REQUEST) {
        return;
      } else {
        answer = answer(exchange, parameters, fault == Fault.CORRUPT ? corrupt(body) : body, body);
        if (fault == Fault.DROP_ANSWER) {
          return;
        }
      }
      send(exchange, answer);
    }
  }

  private Fault faultFor(String line) {
    for (Rule rule : rules) {
      if (rule.matches().test(line) && rule.left().getAndDecrement() > 0) {
        return rule.fault();
      }
    }
    return null;
  }

  private record Answer(int status, byte[] body, String etag) {
    static Answer xml(String xml) {
      return new Answer(200, xml.getBytes(StandardCharsets.UTF_8), null);
    }
  }

  private static Answer error(int status, String code) {
    String xml = "<Error><Code>%s</Code><Message>as told</Message></Error>".formatted(code);
    return new Answer(status, xml.getBytes(StandardCharsets.UTF_8), null);
  }

  private Answer answer(
      HttpExchange exchange, Map<String, String> query, byte[] stored, byte[] sent) {
    String method = exchange.getRequestMethod();
    String[] path = exchange.getRequestURI().getPath().split("/", 3);
    String key = path.length < 3 ? "" : path[2];
    String md5 = exchange.getRequestHeaders().getFirst("Content-MD5");
    if (md5 != null && !Arrays.equals(Base64.getDecoder().decode(md5), digest(sent))) {
      return error(400, "BadDigest");
    }
    if (key.isEmpty()) {
      return method.equals("GET") ? list(query) : new Answer(200, new byte[0], null);
    }
    if (query.containsKey("uploads")) {
      String id = "upload-" + nextUpload.getAndIncrement();
      uploads.put(id, new Upload(key, new ConcurrentSkipListMap<>()));
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
        if (number < 1 || number > 10_000) {
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
                                ISO_DATE,
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

  private Answer complete(String id, Upload upload, String xml) {
    List<MatchResult> named =
        Pattern.compile("(?s)<Part>.*?</Part>").matcher(xml).results().toList();
    var whole = new ByteArrayOutputStream();
    int before = 0;
    for (int i = 0; i < named.size(); i++) {
      String part = named.get(i).group();
      int number = Integer.parseInt(StoreAnswer.element(part, "PartNumber"));
      byte[] bytes = upload.parts().get(number);
      if (number <= before) {
        return error(400, "InvalidPartOrder");
      }
      String etag = StoreAnswer.element(part, "ETag").replace("&quot;", "").replace("\"", "");
      if (bytes == null || !etag(bytes).replace("\"", "").equals(etag)) {
        return error(400, "InvalidPart");
      }
      if (bytes.length < MIN_PART_BYTES && i < named.size() - 1) {
        return error(400, "EntityTooSmall");
      }
      whole.writeBytes(bytes);
      before = number;
    }
    String etag = "\"%s-%d\"".formatted(etag(whole.toByteArray()).replace("\"", ""), named.size());
    objects.put(upload.key(), whole.toByteArray());
    etags.put(upload.key(), etag);
    uploads.remove(id);
    return Answer.xml(
        "<CompleteMultipartUploadResult><Location>http://here/</Location><Bucket>landfall</Bucket>"
            + "<Key>%s</Key><ETag>%s</ETag></CompleteMultipartUploadResult>"
                .formatted(upload.key(), etag));
  }

  private Answer list(Map<String, String> query) {
    String prefix = query.getOrDefault("prefix", "");
    if (query.containsKey("uploads")) {
      return Answer.xml(
          uploads.entrySet().stream()
              .filter(entry -> entry.getValue().key().startsWith(prefix))
              .map(
                  entry ->
                      "<Upload><Key>%s</Key><UploadId>%s</UploadId><Initiated>%s</Initiated><StorageClass>STANDARD</StorageClass></Upload>"
                          .formatted(entry.getValue().key(), entry.getKey(), ISO_DATE))
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
                            ISO_DATE,
                            etag(entry.getValue()),
                            entry.getValue().length))
            .collect(
                Collectors.joining(
                    "",
                    "<ListBucketResult><IsTruncated>false</IsTruncated>",
                    "</ListBucketResult>")));
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    if (answer.etag() != null) {
      exchange.getResponseHeaders().set("ETag", answer.etag());
    }
    exchange.getResponseHeaders().set("Last-Modified", HTTP_DATE);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    if (answer.status() != 204
        && !head
        && !exchange.getResponseHeaders().containsKey("Content-Type")) {
      exchange
          .getResponseHeaders()
          .set(
              "Content-Type",
              answer.etag() == null ? "application/xml" : "application/octet-stream");
    }
    if (head) {
      exchange.getResponseHeaders().set("Content-Length", "" + answer.body().length);
    }
    exchange.sendResponseHeaders(
        answer.status(), head || answer.body().length == 0 ? -1 : answer.body().length);
    if (!head && answer.body().length > 0) {
      exchange.getResponseBody().write(answer.body());
    }
  }

  private static Map<String, String> parameters(String query) {
    Map<String, String> parameters = new TreeMap<>();
    for (String pair : query == null ? new String[0] : query.split("&")) {
      String[] sides = pair.split("=", 2);
      parameters.put(
          URLDecoder.decode(sides[0], StandardCharsets.UTF_8),
          sides.length < 2 ? "" : URLDecoder.decode(sides[1], StandardCharsets.UTF_8));
    }
    return parameters;
  }

  private static byte[] corrupt(byte[] body) {
    byte[] corrupt = body.clone();
    corrupt[0] ^= 1;
    return corrupt;
  }

  private static String etag(byte[] bytes) {
    return "\"" + HexFormat.of().formatHex(digest(bytes)) + "\"";
  }

  private static byte[] digest(byte[] bytes) {
    MessageDigest md5 = Body.digestOf("MD5");
    return md5.digest(bytes);
  }
}
