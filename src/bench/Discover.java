import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks the search of a running service, from outside, and looks at what it answers.
 *
 * <pre>
 * java src/bench/Discover.java load  URL [CLIENTS [SECONDS]]   time of answers to random boxes
 * java src/bench/Discover.java check URL LIST.csv [QUERIES]    answers against the list itself, row by row
 * java src/bench/Discover.java walk  URL LIST.csv [DAYS]       all pages of the newest DAYS: each scene once
 * </pre>
 *
 * LIST.csv is the scene list that the service has taken in (columns of the public list, Collection
 * 1).
 */
public final class Discover {
  private static final String PATH = "/localindex/discover/landsat_pds";
  private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
  private static final Pattern NEXT =
      Pattern.compile("\"rel\":\"next\"[^}]*?\"href\":\"([^\"]+)\"");
  private static final Instant FIRST = Instant.parse("2013-04-11T00:00:00Z");
  private static final long DAY = 86_400_000_000L;

  private final HttpClient http = HttpClient.newHttpClient();
  private final String base;

  private Discover(String base) {
    this.base = base;
  }

  public static void main(String[] args) throws Exception {
    if (args.length < 2) {
      System.err.println(
          "load URL [CLIENTS [SECONDS]] | check URL LIST.csv [QUERIES] | walk URL LIST.csv [DAYS]");
      System.exit(2);
    }
    var discover = new Discover(args[1]);
    switch (args[0]) {
      case "load" -> discover.load(number(args, 2, 8), number(args, 3, 15));
      case "check" -> discover.check(Rows.read(Path.of(args[2])), number(args, 3, 1_000));
      case "walk" -> discover.walk(Rows.read(Path.of(args[2])), number(args, 3, 20));
      default -> throw new IllegalArgumentException("Unknown: " + args[0]);
    }
  }

  private static int number(String[] args, int at, int otherwise) {
    return args.length > at ? Integer.parseInt(args[at]) : otherwise;
  }

  /** Boxes of 0.5 to 4 degrees, 30 to 365 days, a limit of cloud: as the peer's search. */
  private record Query(
      double west, double south, double east, double north, long from, long to, int cloud) {
    static Query random(Random random, boolean anywhere) {
      double west =
          anywhere ? random.nextInt(3_600_000) / 1e4 - 180 : random.nextInt(2_700_000) / 1e4 - 120;
      double south =
          anywhere ? random.nextInt(1_600_000) / 1e4 - 82 : random.nextInt(1_000_000) / 1e4 - 40;
      double size = (5_000 + random.nextInt(35_001)) / 1e4;
      long from = random.nextInt(3_801) * DAY;
      double east = west + size > 180 ? west + size - 360 : west + size;
      return new Query(
          west,
          south,
          round(east),
          round(south + size),
          from,
          from + (30 + random.nextInt(336)) * DAY,
          10 + random.nextInt(51));
    }

    private static double round(double degrees) {
      return Math.round(degrees * 1e4) / 1e4;
    }

    String text() {
      return "?bbox=%s,%s,%s,%s&acquiredDate=%s&maxAcquiredDate=%s&cloudCover=%d"
          .formatted(west, south, east, north, instant(from), instant(to), cloud);
    }

    private static Instant instant(long micros) {
      return FIRST.plusSeconds(micros / 1_000_000);
    }
  }

  private String get(String address) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(address)).build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(answer.statusCode() + " for " + address + ": " + answer.body());
    }
    return answer.body();
  }

  private void load(int clients, int seconds) throws Exception {
    int warmUp = course(clients, Math.min(10, seconds), 1).length;
    long began = System.nanoTime();
    double[] millis = course(clients, seconds, 2);
    double took = (System.nanoTime() - began) / 1e9;
    System.out.printf(
        "%d clients, %d searches in %.1f s (%.0f/s): p50 %.2f ms, p95 %.2f ms, p99 %.2f ms, longest"
            + " %.1f ms%n",
        clients,
        millis.length,
        took,
        millis.length / took,
        at(millis, .5),
        at(millis, .95),
        at(millis, .99),
        millis[millis.length - 1]);
    System.out.printf("%d searches with the warm-up%n", millis.length + warmUp);
  }

  private double[] course(int clients, int seconds, int seed) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    List<Future<List<Double>>> all = new ArrayList<>();
    for (int client = 0; client < clients; client++) {
      var random = new Random(seed * 1_000L + client);
      Callable<List<Double>> work =
          () -> {
            List<Double> millis = new ArrayList<>();
            long until = System.nanoTime() + seconds * 1_000_000_000L;
            while (System.nanoTime() < until) {
              String query = Query.random(random, false).text();
              long began = System.nanoTime();
              get(base + PATH + query);
              millis.add((System.nanoTime() - began) / 1e6);
            }
            return millis;
          };
      all.add(threads.submit(work));
    }
    List<Double> millis = new ArrayList<>();
    for (Future<List<Double>> one : all) {
      millis.addAll(one.get());
    }
    threads.shutdown();
    double[] sorted = millis.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return sorted;
  }

  private static double at(double[] sorted, double share) {
    return sorted[(int) (sorted.length * share)];
  }

  private static List<String> ids(String body) {
    List<String> ids = new ArrayList<>();
    for (Matcher matcher = ID.matcher(body); matcher.find(); ) {
      ids.add(matcher.group(1));
    }
    return ids;
  }

  private void check(Rows rows, int queries) throws Exception {
    var random = new Random(7);
    int found = 0;
    int across = 0;
    for (int n = 0; n < queries; n++) {
      Query query = Query.random(random, true);
      across += query.west() > query.east() ? 1 : 0;
      List<String> expected = rows.newest(query, 100);
      List<String> answer = ids(get(base + PATH + query.text()));
      if (!answer.equals(expected)) {
        System.out.printf(
            "DIFFERS %s%n  list    %s%n  service %s%n", query.text(), expected, answer);
        System.exit(1);
      }
      found += answer.size();
    }
    System.out.printf(
        "%d queries, %d across the antimeridian, %d scenes: the service and %d rows of the list say"
            + " the same%n",
        queries, across, found, rows.size());
  }

  private void walk(Rows rows, int days) throws Exception {
    long from = rows.latest() - days * DAY;
    Map<String, Integer> seen = new HashMap<>();
    String next = base + PATH + "?limit=1000&acquiredDate=" + Query.instant(from);
    int pages = 0;
    while (next != null) {
      String body = get(next);
      ids(body).forEach(id -> seen.merge(id, 1, Integer::sum));
      Matcher matcher = NEXT.matcher(body);
      next = matcher.find() ? matcher.group(1) : null;
      pages++;
    }
    long twice = seen.values().stream().filter(times -> times > 1).count();
    List<String> expected = rows.since(from - from % 1_000_000);
    long missing = expected.stream().filter(id -> !seen.containsKey(id)).count();
    System.out.printf(
        "%d pages, %d scenes; of %d in the list %d are missing, %d came more than once%n",
        pages, seen.size(), expected.size(), missing, twice);
    System.exit(missing == 0 && twice == 0 ? 0 : 1);
  }

  /** The list in memory; a scene whose cloud is unknown is not searched for. */
  private record Rows(List<String> ids, long[] acquired, float[] cloud, double[] box) {
    static Rows read(Path list) throws IOException {
      List<String> ids = new ArrayList<>();
      List<double[]> numbers = new ArrayList<>();
      List<Long> times = new ArrayList<>();
      try (BufferedReader lines = Files.newBufferedReader(list)) {
        lines.readLine();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          String[] cells = line.split(",");
          ids.add(cells[0]);
          Instant time = Instant.parse(cells[2].replace(' ', 'T') + "Z");
          times.add(
              (time.getEpochSecond() - FIRST.getEpochSecond()) * 1_000_000
                  + time.getNano() / 1_000);
          numbers.add(
              new double[] {
                number(cells[3]),
                number(cells[8]),
                number(cells[7]),
                number(cells[10]),
                number(cells[9])
              });
        }
      }
      var cloud = new float[ids.size()];
      var box = new double[4 * ids.size()];
      for (int row = 0; row < cloud.length; row++) {
        cloud[row] = (float) numbers.get(row)[0];
        System.arraycopy(numbers.get(row), 1, box, 4 * row, 4);
      }
      return new Rows(ids, times.stream().mapToLong(Long::longValue).toArray(), cloud, box);
    }

    private static double number(String cell) {
      return Double.parseDouble(cell);
    }

    int size() {
      return ids.size();
    }

    long latest() {
      return Arrays.stream(acquired).max().orElseThrow();
    }

    List<String> newest(Query query, int limit) {
      return sorted(
              row ->
                  acquired[row] >= query.from()
                      && acquired[row] <= query.to()
                      && cloud[row] >= 0
                      && cloud[row] <= query.cloud()
                      && box[4 * row + 1] <= query.north()
                      && box[4 * row + 3] >= query.south()
                      && meets(box[4 * row], box[4 * row + 2], query.west(), query.east()))
          .limit(limit)
          .toList();
    }

    List<String> since(long from) {
      return sorted(row -> acquired[row] >= from && cloud[row] >= 0).toList();
    }

    private java.util.stream.Stream<String> sorted(java.util.function.IntPredicate wanted) {
      return java.util.stream.IntStream.range(0, size())
          .parallel()
          .filter(wanted)
          .boxed()
          .sorted(
              (a, b) ->
                  acquired[a] != acquired[b]
                      ? Long.compare(acquired[b], acquired[a])
                      : ids.get(b).compareTo(ids.get(a)))
          .map(ids::get);
    }

    /** Whether two stretches of longitude touch; one whose west is greater goes across. */
    private static boolean meets(double west, double east, double otherWest, double otherEast) {
      double width = (east - west + 360) % 360;
      double otherWidth = (otherEast - otherWest + 360) % 360;
      double between = (otherWest - west + 360) % 360;
      return between <= width || 360 - between <= otherWidth;
    }
  }
}
