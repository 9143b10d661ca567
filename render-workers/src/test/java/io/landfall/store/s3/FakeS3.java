package io.landfall.store.s3;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.landfall.secret.Secret;
import io.landfall.store.PartSizes;
import io.landfall.store.StoreSettings;
import io.landfall.store.UploadRules;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * An object store in memory behind a real socket, with a script of faults. It is strict where S3
 * is: part numbers, ETags, order and sizes on complete, MD5 sums, ranges. It checks signatures once
 * it is told of an access key. It has one bucket of any name, and those that are made beside it.
 */
public final class FakeS3 implements AutoCloseable {
  private static final String COPY_SOURCE = "x-amz-copy-source";

  /** What goes wrong with a request. */
  public enum Fault {
    /** Answers 500, having done nothing. */
    ANSWER_500,
    /** Answers 503 SlowDown with Retry-After, having done nothing. */
    SLOW_DOWN,
    /** Answers 403. */
    ANSWER_403,
    /** Answers 403, as if our clocks were far apart. */
    SKEWED,
    /** Answers 507, as a store without room does. */
    NO_ROOM,
    /** Takes the request, does nothing and answers nothing for half a minute. */
    HANG,
    /** Answers right, but at 10 KB a second. */
    TRICKLE,
    /** Closes the connection, having done nothing. */
    DROP_REQUEST,
    /** Does what was asked, then closes the connection without an answer. */
    DROP_ANSWER,
    /** Flips the first byte of what was sent, and stores that. */
    CORRUPT,
    /** Answers 200 with an error in the body, having done nothing, as complete sometimes does. */
    ERROR_IN_200,
    /** Answers the head, then nothing for half a minute. */
    HANG_AFTER_HEADERS,
    /** Answers half of the body, then closes the connection. */
    CUT_BODY,
    /** Answers 301, as a bucket of another region does. */
    OTHER_REGION,
    /** Sends the caller on to the address of {@link #redirectTo}. */
    REDIRECT
  }

  /**
   * What became of one request.
   *
   * @param at milliseconds since 1970, when it had its effect
   * @param line {@code METHOD /bucket/key?query}
   * @param status answered; 0: none
   * @param etag of what was written; empty: nothing
   * @param bytes that were written
   */
  public record Entry(
      long at, String client, String line, int status, String fault, String etag, long bytes) {}

  /**
   * What a request told of its trace.
   *
   * @param line {@code METHOD /bucket/key?query}
   * @param parent {@code null}: nothing
   * @param state {@code null}: nothing
   * @param isPresigned whether its signature is in the URL, and covers few headers
   */
  public record TracedRequest(String line, String parent, String state, boolean isPresigned) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final FakeBucket bucket = new FakeBucket();
  private final Map<String, FakeBucket> buckets = new ConcurrentHashMap<>();
  private final FakeS3Identities identities = new FakeS3Identities();
  private final FakeS3Answers answers = new FakeS3Answers(() -> this.redirectTo);
  private final FakeS3Faults faults = new FakeS3Faults();
  private volatile boolean knowsItsBuckets;

  /** Where {@link Fault#REDIRECT} leads to. */
  public volatile String redirectTo = "http://127.0.0.1:1/";

  /** Every request as {@code METHOD /bucket/key?query}, in the order of arrival. */
  public final List<String> requests = new CopyOnWriteArrayList<>();

  /** The trace of every request, in the order of arrival. */
  public final List<TracedRequest> traced = new CopyOnWriteArrayList<>();

  /** Every request with its outcome, in the order of the answers. */
  public final List<Entry> log = new CopyOnWriteArrayList<>();

  private FakeS3(InetSocketAddress address) throws IOException {
    server = HttpServer.create(address, 0);
    server.createContext("/", this::handle);
    server.createContext(FakeS3Control.PATH, new FakeS3Control(this));
    server.setExecutor(threads);
    server.start();
  }

  /** Starts a store on a free port. */
  public static FakeS3 start() {
    return start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  /** Starts a store at a host and port. */
  public static FakeS3 start(InetSocketAddress address) {
    try {
      return new FakeS3(address);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns settings for a client of this store that gives up after a few seconds. */
  public StoreSettings settings() {
    return new StoreSettings(
        endpoint(),
        "landfall",
        "key",
        Secret.of("a-secret"),
        "us-east-1",
        PartSizes.AUTO,
        Duration.ofSeconds(5),
        1024 * 1024,
        Duration.ofSeconds(5));
  }

  /** Wants parts of one size from now on, as Cloudflare R2 does. */
  public void wantEqualParts() {
    bucket.limits = FakeBucket.UploadLimits.R2;
  }

  /** Encrypts with keys of its own from now on: ETags of parts are no MD5 and never the same. */
  public void encryptWithKeys() {
    bucket.encryptsWithKeys = true;
  }

  /** Holds what an earlier node has found out of this store. */
  public void holdUploadRules(UploadRules rules) {
    tamper(
        KnownUploadRules.KEY,
        "{\"endpoint\":\"%s\",\"equalParts\":%s,\"maxParts\":%d}"
            .formatted(settings().endpoint(), rules.equalParts(), rules.maxParts())
            .getBytes(StandardCharsets.UTF_8));
  }

  /** Makes a bucket; from now on there are no others but this kind and {@code landfall}. */
  public FakeBucket makeBucket(String name) {
    knowsItsBuckets = true;
    return buckets.computeIfAbsent(name, made -> new FakeBucket());
  }

  /** Removes a bucket with all it holds. */
  public void deleteBucket(String name) {
    buckets.remove(name);
  }

  /** Lets an access key use some buckets; from now on every request must be signed. */
  public void addKey(String id, String secret, String token, String... mayUse) {
    identities.add(id, new FakeS3Identities.AccessKey(secret, token, Set.of(mayUse)));
  }

  /** Revokes an access key. */
  public void removeKey(String id) {
    identities.remove(id);
  }

  /** Lets a role be assumed, by who names the external id; {@code null}: by everybody. */
  public void addRole(String arn, String externalId, String... mayUse) {
    identities.add(arn, new FakeS3Identities.Role(externalId, Set.of(mayUse)));
  }

  /** Returns how often roles were assumed. */
  public int assumedRoles() {
    return identities.assumed();
  }

  /** Returns {@code http://host:port}. */
  public String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Does nothing for requests that contain {@code text} until they are released. */
  public void holdAnswers(String text) {
    faults.hold(text);
  }

  /** Does what was held. */
  public void releaseAnswers() {
    faults.release();
  }

  /** Has every error of a fault say this. */
  public void answerErrorsWith(String message) {
    faults.errorMessage = message;
  }

  /** Wants something else of uploads from now on. */
  void limit(FakeBucket.UploadLimits limits) {
    bucket.limits = limits;
  }

  /** Lets the next {@code times} requests that contain {@code text} go wrong. */
  public void fail(String text, int times, Fault fault) {
    fail(request -> request.contains(text), times, fault);
  }

  /** Lets the next {@code times} matching requests go wrong. */
  public void fail(Predicate<String> matches, int times, Fault fault) {
    fail(matches, 1, times, fault);
  }

  /** Lets {@code times} matching requests go wrong, each time the {@code every}-th. */
  public void fail(Predicate<String> matches, int every, int times, Fault fault) {
    faults.add(matches, every, times, fault);
  }

  /** Lets nothing more go wrong. */
  public void heal() {
    faults.clear();
  }

  /** Forgets objects and uploads whose keys begin with {@code prefix}. */
  public void forget(String prefix) {
    bucket.objects.keySet().removeIf(key -> key.startsWith(prefix));
    bucket.uploads.values().removeIf(upload -> upload.key().startsWith(prefix));
  }

  /** Returns the keys of all objects, sorted. */
  public List<String> keys() {
    return List.copyOf(bucket.objects.keySet());
  }

  /** Returns an object's bytes; {@code null}: none. */
  public byte[] object(String key) {
    return bucket.objects.get(key);
  }

  /** Replaces an object's bytes behind everybody's back. */
  public void tamper(String key, byte[] bytes) {
    bucket.etags.putIfAbsent(key, "\"tampered\"");
    bucket.objects.put(key, bytes);
  }

  /** Returns the ids of the open uploads. */
  public List<String> openUploads() {
    return List.copyOf(bucket.uploads.keySet());
  }

  /** Returns the keys that open uploads are for. */
  public List<String> openUploadKeys() {
    return bucket.uploads.values().stream().map(FakeBucket.Upload::key).toList();
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
                  .collect(Collectors.joining("&", "?", ""))
              + (exchange.getRequestHeaders().containsKey(COPY_SOURCE) ? " copy" : "");
      requests.add(line);
      traced.add(
          new TracedRequest(
              line,
              exchange.getRequestHeaders().getFirst("traceparent"),
              exchange.getRequestHeaders().getFirst("tracestate"),
              parameters.containsKey("X-Amz-Signature")));
      byte[] body = exchange.getRequestBody().readAllBytes();
      faults.awaitRelease(line);
      Fault fault = faults.of(line);
      FakeBucket.Answer answer = faults.refusal(fault);
      boolean isRefused = answer != null;
      if (!isRefused && fault != Fault.DROP_REQUEST && fault != Fault.HANG) {
        answer = answer(exchange, parameters, body, fault);
      }
      boolean isSilent = answer == null || fault == Fault.DROP_ANSWER;
      String written = answer == null ? null : writtenEtag(exchange, parameters, answer);
      log.add(
          new Entry(
              System.currentTimeMillis(),
              exchange.getRemoteAddress().getAddress().getHostAddress(),
              line,
              isSilent ? 0 : answer.status(),
              fault == null ? "" : fault.name(),
              written == null ? "" : written,
              written == null ? 0 : size(exchange, body)));
      if (fault == Fault.HANG) {
        FakeS3Faults.pause(Duration.ofSeconds(30));
      }
      if (!isSilent) {
        answers.send(exchange, bucketOf(exchange), answer, fault);
      }
    }
  }

  private FakeBucket.Answer answer(
      HttpExchange exchange, Map<String, String> parameters, byte[] body, Fault fault) {
    String path = exchange.getRequestURI().getPath();
    if (path.equals("/") && exchange.getRequestMethod().equals("POST")) {
      return identities.assumeRole(body);
    }
    String name = path.split("/", 3)[1];
    FakeBucket.Answer refusal = identities.refusal(exchange, name, body);
    FakeBucket named = bucket(name);
    if (refusal != null || named == null) {
      return refusal == null ? FakeBucket.error(404, "NoSuchBucket") : refusal;
    }
    String source = exchange.getRequestHeaders().getFirst(COPY_SOURCE);
    if (source != null) {
      String[] from =
          URLDecoder.decode(source, StandardCharsets.UTF_8).replaceFirst("^/", "").split("/", 2);
      return named.copy(exchange, parameters, bucket(from[0]), from[1]);
    }
    return named.answer(
        exchange, parameters, fault == Fault.CORRUPT ? FakeS3Faults.corrupt(body) : body, body);
  }

  private FakeBucket bucket(String name) {
    boolean isAnyName = !knowsItsBuckets || name.equals("landfall");
    return isAnyName ? bucket : buckets.get(name);
  }

  private FakeBucket bucketOf(HttpExchange exchange) {
    String[] path = exchange.getRequestURI().getPath().split("/", 3);
    FakeBucket named = bucket(path[1]);
    return named == null ? bucket : named;
  }

  /** Tells what an answer has changed: the ETag of an object or part; {@code null}: nothing. */
  private String writtenEtag(
      HttpExchange exchange, Map<String, String> parameters, FakeBucket.Answer answer) {
    if (answer.status() / 100 != 2) {
      return null;
    }
    return switch (exchange.getRequestMethod()) {
      case "PUT" -> answer.etag();
      case "POST" -> {
        boolean isWhole = S3ErrorResponse.element(text(answer), "Bucket").equals("landfall");
        yield isWhole ? bucketOf(exchange).etags.get(FakeBucket.keyOf(exchange)) : null;
      }
      default -> null;
    };
  }

  private long size(HttpExchange exchange, byte[] body) {
    byte[] whole = bucketOf(exchange).objects.get(FakeBucket.keyOf(exchange));
    return exchange.getRequestMethod().equals("PUT") || whole == null ? body.length : whole.length;
  }

  private static String text(FakeBucket.Answer answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
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
}
