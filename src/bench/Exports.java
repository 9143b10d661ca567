import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * Asks a running service for exports, and for what it knows of them, from outside.
 *
 * <pre>
 * java src/bench/Exports.java submit URL TOKEN_FILE BODY_FILE [COUNT [CLIENTS [RATE]]]   exports accepted a second
 * java src/bench/Exports.java list   URL TOKEN_FILE [COUNT [CLIENTS [RATE]]]             pages of the list, at random depth
 * java src/bench/Exports.java status URL TOKEN_FILE [COUNT [CLIENTS [RATE]]]             pages of one status, at random depth
 * java src/bench/Exports.java get    URL TOKEN_FILE [COUNT [CLIENTS [RATE]]]             exports of the newest 1,000
 * </pre>
 *
 * Without RATE each client asks again as soon as it has its answer. With it, so many calls begin a
 * second, and one that had to wait for a client counts from when it should have begun. Problems go
 * to the standard error, each once, with the calls that it answered and when.
 */
public final class Exports {
  private static final Pattern ID = Pattern.compile("\"id\":\"([0-9a-f-]{36})\"");
  private static final Pattern NEXT = Pattern.compile("\"next\":\"([^\"]+)\"");

  /** What differs between failures of one kind: identifiers, and the trace of the answer. */
  private static final Pattern OF_ONE_ANSWER =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f-]{27}|,\"traceId\":\"[^\"]*\"");

  /** Calls that begin a second; 0: as many as there can be. */
  private double rate;

  private final HttpClient http = HttpClient.newHttpClient();
  private final String base;
  private final String token;

  private Exports(String base, Path token) throws Exception {
    this.base = base;
    this.token = Files.readString(token).strip();
  }

  public static void main(String[] args) throws Exception {
    if (args.length < 3) {
      System.err.println(
          "submit URL TOKEN_FILE BODY_FILE | list, status or get URL TOKEN_FILE [COUNT [CLIENTS"
              + " [RATE]]]");
      System.exit(2);
    }
    var exports = new Exports(args[1], Path.of(args[2]));
    int rest = args[0].equals("submit") ? 4 : 3;
    int count = args.length > rest ? Integer.parseInt(args[rest]) : 1_000;
    int clients = args.length > rest + 1 ? Integer.parseInt(args[rest + 1]) : 8;
    exports.rate = args.length > rest + 2 ? Double.parseDouble(args[rest + 2]) : 0;
    switch (args[0]) {
      case "submit" -> {
        String body = Files.readString(Path.of(args[3]));
        exports.run(
            count,
            clients,
            i -> exports.request("/v1/exports").POST(BodyPublishers.ofString(body)));
      }
      case "list" -> {
        List<String> pages = exports.pages("/v1/exports?limit=50", 100);
        exports.run(count, clients, i -> exports.request(pages.get(i * 37 % pages.size())));
      }
      case "status" -> {
        List<String> pages = exports.pages("/v1/exports?limit=50&status=ERROR", 100);
        exports.run(count, clients, i -> exports.request(pages.get(i * 37 % pages.size())));
      }
      case "get" -> {
        List<String> ids = exports.newest(1_000);
        exports.run(
            count, clients, i -> exports.request("/v1/exports/" + ids.get(i * 37 % ids.size())));
      }
      default -> throw new IllegalArgumentException("Unknown: " + args[0]);
    }
    System.exit(0);
  }

  private HttpRequest.Builder request(String target) {
    URI uri = URI.create(target.startsWith("http") ? target : base + target);
    return HttpRequest.newBuilder(uri)
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json");
  }

  private String text(String target) throws Exception {
    return http.send(request(target).build(), HttpResponse.BodyHandlers.ofString()).body();
  }

  private List<String> pages(String first, int most) throws Exception {
    List<String> pages = new ArrayList<>(List.of(first));
    while (pages.size() < most) {
      var next = NEXT.matcher(text(pages.get(pages.size() - 1)));
      if (!next.find()) {
        break;
      }
      pages.add(next.group(1));
    }
    return pages;
  }

  private List<String> newest(int most) throws Exception {
    List<String> ids = new ArrayList<>();
    for (String page : pages("/v1/exports?limit=50", most / 50)) {
      ID.matcher(text(page)).results().forEach(found -> ids.add(found.group(1)));
    }
    return ids;
  }

  private interface Call {
    HttpRequest.Builder request(int number);
  }

  private void run(int count, int clients, Call call) throws Exception {
    ExecutorService threads =
        Executors.newFixedThreadPool(
            clients,
            work -> {
              var thread = new Thread(work);
              thread.setDaemon(true); // a call that fails ends the program
              return thread;
            });
    var next = new AtomicInteger();
    long began = System.nanoTime();
    List<Long> nanos = Collections.synchronizedList(new ArrayList<>());
    var statuses = new TreeMap<Integer, Integer>();
    var problems = new TreeMap<String, List<String>>();
    List<Callable<Void>> work =
        Collections.nCopies(
            clients,
            () -> {
              for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                long start = await(began, i);
                HttpResponse<String> answer =
                    http.send(call.request(i).build(), HttpResponse.BodyHandlers.ofString());
                long took = System.nanoTime() - start;
                nanos.add(took);
                synchronized (statuses) {
                  statuses.merge(answer.statusCode(), 1, Integer::sum);
                  if (answer.statusCode() >= 400) {
                    String problem = OF_ONE_ANSWER.matcher(answer.body()).replaceAll("");
                    problems
                        .computeIfAbsent(problem, all -> new ArrayList<>())
                        .add(String.format("%d after %.0f ms", i, took / 1e6));
                  }
                }
              }
              return null;
            });
    for (Future<Void> done : threads.invokeAll(work)) {
      done.get();
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    List<Long> sorted = nanos.stream().sorted().toList();
    System.out.printf(
        "%.0f a second, p50 %.1f ms, p95 %.1f ms, p99 %.1f ms, statuses %s%n",
        count / seconds, at(sorted, 0.5), at(sorted, 0.95), at(sorted, 0.99), statuses);
    problems.forEach((problem, calls) -> System.err.printf("%s: calls %s%n", problem, calls));
  }

  /** Returns when call number {@code i} begins, or should have begun. */
  private long await(long began, int i) throws InterruptedException {
    if (rate == 0) {
      return System.nanoTime();
    }
    long start = began + (long) (i * 1e9 / rate);
    TimeUnit.NANOSECONDS.sleep(start - System.nanoTime());
    return start;
  }

  private static double at(List<Long> sorted, double share) {
    return sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * share)) / 1e6;
  }
}
