import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Many listeners on one export: how long after an event each is told of it, and what memory they
 * take.
 *
 * <pre>
 * java src/bench/Listeners.java URL TOKEN_FILE BODY_FILE [LISTENERS [EVENTS [PID]]]
 * </pre>
 *
 * The export is asked for with BODY_FILE, of a node that does not render, so that it stays as it
 * is; its events are changes of its priority, two a second. The delay is from an event's time
 * (updatedAt) to the moment its bytes are read here, by one thread and without the help of a
 * library. With the PID of the node, on this machine, its heap after a collection (jcmd) and its
 * resident memory are told without listeners, with them and after them.
 */
public final class Listeners {
  private static final Pattern ID = Pattern.compile("\"id\":\"([0-9a-f-]{36})\"");
  private static final Pattern EVENT =
      Pattern.compile("id: (\\d+)\nevent: [a-z]+\ndata: .*?\"updatedAt\":\"([^\"]+)\"}");
  private static final Pattern HEAP = Pattern.compile("used (\\d+)K");
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s*(\\d+) kB");

  /** What one of them has read and not understood yet. */
  private static final class Listener {
    private final StringBuilder unread = new StringBuilder();
    private long lastEvent;
  }

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI base;
  private final String token;
  private final Selector selector = Selector.open();
  private final List<Listener> listeners = new ArrayList<>();
  private final List<Long> delays = new ArrayList<>();
  private boolean counts;

  private Listeners(String base, Path token) throws Exception {
    this.base = URI.create(base);
    this.token = Files.readString(token).strip();
  }

  public static void main(String[] args) throws Exception {
    if (args.length < 3) {
      System.err.println("URL TOKEN_FILE BODY_FILE [LISTENERS [EVENTS [PID]]]");
      System.exit(2);
    }
    int count = args.length > 3 ? Integer.parseInt(args[3]) : 1_000;
    int events = args.length > 4 ? Integer.parseInt(args[4]) : 40;
    String pid = args.length > 5 ? args[5] : null;
    new Listeners(args[0], Path.of(args[1]))
        .run(Files.readString(Path.of(args[2])), count, events, pid);
    System.exit(0);
  }

  private void run(String body, int count, int events, String pid) throws Exception {
    Matcher id = ID.matcher(post("/v1/exports", body));
    if (!id.find()) {
      throw new IllegalStateException("No export was made");
    }
    String export = "/v1/exports/" + id.group(1);
    tellMemory("without listeners", pid);
    for (int i = 0; i < count; i++) {
      connect(export + "/stream");
      read(Duration.ofMillis(1));
    }
    await(1, Duration.ofSeconds(60));
    tellMemory(count + " listeners", pid);
    counts = true;
    for (int i = 0; i < events; i++) {
      post(export + "/priority", "{\"priority\":\"%s\"}".formatted(i % 2 == 0 ? "HIGH" : "LOW"));
      read(Duration.ofMillis(500));
    }
    await(1 + events, Duration.ofSeconds(10));
    counts = false;
    tellMemory(count + " listeners, " + events + " events", pid);
    List<Long> sorted = delays.stream().sorted().toList();
    System.out.printf(
        "%d of %d deliveries, delay p50 %d ms, p95 %d ms, p99 %d ms, most %d ms%n",
        sorted.size(),
        (long) count * events,
        at(sorted, 0.5),
        at(sorted, 0.95),
        at(sorted, 0.99),
        at(sorted, 1));
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    Thread.sleep(30_000); // a heartbeat finds out who is gone
    tellMemory("after them", pid);
    post(export + "/cancel", "");
  }

  private String post(String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve(path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    var answer = http.send(request, BodyHandlers.ofString());
    for (int i = 0;
        answer.statusCode() == 503 && i < 5;
        i++) { // a node that has just started is slow
      Thread.sleep(1_000);
      answer = http.send(request, BodyHandlers.ofString());
    }
    if (answer.statusCode() != 202) {
      throw new IllegalStateException(answer.statusCode() + " " + answer.body());
    }
    return answer.body();
  }

  private void connect(String path) throws Exception {
    SocketChannel channel =
        SocketChannel.open(new InetSocketAddress(base.getHost(), base.getPort()));
    String head =
        "GET %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nAccept: text/event-stream\r\n\r\n"
            .formatted(path, base.getAuthority(), token);
    channel.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
    channel.configureBlocking(false);
    Listener listener = new Listener();
    listeners.add(listener);
    channel.register(selector, SelectionKey.OP_READ, listener);
  }

  /** Reads until all have been told of an event. */
  private void await(long event, Duration most) throws Exception {
    long end = System.nanoTime() + most.toNanos();
    while (listeners.stream().anyMatch(listener -> listener.lastEvent < event)) {
      if (System.nanoTime() > end) {
        long late = listeners.stream().filter(listener -> listener.lastEvent < event).count();
        System.out.printf("%d listeners were not told of event %d%n", late, event);
        return;
      }
      read(Duration.ofMillis(50));
    }
  }

  private void read(Duration time) throws Exception {
    ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toMillis(); left > 0; left = (end - System.nanoTime()) / 1_000_000) {
      selector.select(left);
      for (SelectionKey key : selector.selectedKeys()) {
        buffer.clear();
        if (((SocketChannel) key.channel()).read(buffer) < 0) {
          key.cancel();
          continue;
        }
        Instant now = Instant.now();
        Listener listener = (Listener) key.attachment();
        listener.unread.append(StandardCharsets.ISO_8859_1.decode(buffer.flip()));
        understand(listener, now);
      }
      selector.selectedKeys().clear();
    }
  }

  private void understand(Listener listener, Instant now) {
    Matcher event = EVENT.matcher(listener.unread);
    int end = 0;
    while (event.find()) {
      end = event.end();
      long number = Long.parseLong(event.group(1));
      if (number != listener.lastEvent + 1) {
        System.out.printf("Event %d came after %d%n", number, listener.lastEvent);
      }
      listener.lastEvent = number;
      if (counts) {
        delays.add(Duration.between(Instant.parse(event.group(2)), now).toMillis());
      }
    }
    listener.unread.delete(0, end);
  }

  private static long at(List<Long> sorted, double share) {
    return sorted.isEmpty()
        ? -1
        : sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * share));
  }

  private static void tellMemory(String when, String pid) throws Exception {
    if (pid == null) {
      return;
    }
    output("jcmd", pid, "GC.run");
    Matcher heap = HEAP.matcher(output("jcmd", pid, "GC.heap_info"));
    Matcher resident = RESIDENT.matcher(Files.readString(Path.of("/proc", pid, "status")));
    System.out.printf(
        "%-32s heap %4d MiB, resident %4d MiB%n",
        when,
        heap.find() ? Long.parseLong(heap.group(1)) >> 10 : -1,
        resident.find() ? Long.parseLong(resident.group(1)) >> 10 : -1);
  }

  private static String output(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }
}
