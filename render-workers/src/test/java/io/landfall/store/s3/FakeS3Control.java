package io.landfall.store.s3;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The store as a process of its own, its faults set over HTTP.
 *
 * <ul>
 *   <li>{@code POST /_control/faults}: lines {@code FAULT EVERY TIMES REGEX}
 *   <li>{@code DELETE /_control/faults}: nothing goes wrong any more
 *   <li>{@code GET /_control/log}: lines of {@link FakeS3.Entry}, with tabs between its fields
 *   <li>{@code GET /_control/state}: lines {@code object KEY} and {@code upload KEY}
 *   <li>{@code DELETE /_control/objects/PREFIX}: forgets what lies there
 * </ul>
 */
public final class FakeS3Control implements HttpHandler {
  static final String PATH = "/_control/";
  private final FakeS3 store;

  FakeS3Control(FakeS3 store) {
    this.store = store;
  }

  /** Runs until it is killed: {@code HOST PORT [R2]}; the third has it be as Cloudflare R2. */
  public static void main(String[] arguments) {
    FakeS3 store =
        FakeS3.start(new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1])));
    if (arguments.length > 2) {
      store.wantEqualParts();
    }
    System.out.println("The store is up");
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String path = exchange.getRequestURI().getPath().substring(PATH.length());
      byte[] answer =
          answer(exchange.getRequestMethod() + " " + path, body).getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private String answer(String request, String body) {
    switch (request) {
      case "POST faults" -> body.lines().forEach(this::fault);
      case "DELETE faults" -> store.heal();
      case "GET log" -> {
        return lines(store.log.stream().map(FakeS3Control::line).toList());
      }
      case "GET state" -> {
        return lines(store.keys().stream().map(key -> "object " + key).toList())
            + lines(store.openUploadKeys().stream().map(key -> "upload " + key).toList());
      }
      default -> store.forget(request.replaceFirst("DELETE objects/", ""));
    }
    return "";
  }

  private void fault(String line) {
    String[] words = line.split(" ", 4);
    store.fail(
        Pattern.compile(words[3]).asPredicate(),
        Integer.parseInt(words[1]),
        Integer.parseInt(words[2]),
        FakeS3.Fault.valueOf(words[0]));
  }

  private static String line(FakeS3.Entry entry) {
    return "%d\t%s\t%s\t%d\t%s\t%s\t%d"
        .formatted(
            entry.at(),
            entry.client(),
            entry.line(),
            entry.status(),
            entry.fault(),
            entry.etag(),
            entry.bytes());
  }

  private static String lines(List<String> all) {
    return all.stream().map(line -> line + "\n").collect(Collectors.joining());
  }
}
