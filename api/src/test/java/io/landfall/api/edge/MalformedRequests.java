package io.landfall.api.edge;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Requests as no client should send them, each a character a byte. */
final class MalformedRequests {
  private static final String POST = "POST /stac/search HTTP/1.1\r\nHost: a\r\n";
  private static final String GET = "GET /health/live HTTP/1.1\r\n";

  private static final List<String> VALID =
      List.of(
          GET + "Host: a\r\nAccept: application/json\r\nUser-Agent: x/1 (y)\r\n\r\n",
          "HEAD / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
          "GET /stac/search?bbox=1,2,3,4&limit=1 HTTP/1.1\r\n"
              + "Host: a:80\r\n"
              + "Cookie: a=b; c=d\r\n\r\n",
          POST + "Content-Type: application/json\r\nContent-Length: 11\r\n\r\n{\"limit\":1}",
          POST
              + "Content-Type: application/json; charset=utf-8\r\n"
              + "Transfer-Encoding: chunked\r\n\r\n"
              + "5\r\n"
              + "{\"lim\r\n"
              + "6\r\n"
              + "it\":1}\r\n"
              + "0\r\n\r\n",
          "POST /v1/exports HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ann-token\r\n"
              + "Idempotency-Key: k\r\nContent-Type: application/json\r\nContent-Length: 53\r\n\r\n"
              + "{\"source\":{\"scenes\":[\"file:a.tif\"],\"bands\":[\"red\"]}}",
          "GET /v1/downloads/abc/a.tif HTTP/1.1\r\nHost: a\r\nRange: bytes=0-1,5-\r\n"
              + "If-Range: \"x\"\r\n\r\n",
          "POST /planet/discover/PSScene HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n"
              + "Content-Type: application/x-www-form-urlencoded\r\n\r\nbbox=%zz&",
          "OPTIONS /stac HTTP/1.1\r\nHost: a\r\nOrigin: http://b\r\n"
              + "Access-Control-Request-Method: POST\r\n\r\n");

  private static final List<String> PIECES =
      List.of(
          "\r",
          "\n",
          "\r\n",
          "\0",
          "\t",
          " ",
          ":",
          "\u007f",
          "\u0080",
          "\u00e9",
          "\u00ff",
          "%00",
          "%",
          "{",
          "\"",
          "\\",
          "chunked",
          "Content-Length: 5\r\n",
          "Transfer-Encoding: chunked\r\n",
          "HTTP/9.9",
          "0\r\n\r\n",
          "ffffffff\r\n",
          "Host: b\r\n",
          "Expect: 100-continue\r\n",
          "Upgrade: h2c\r\nConnection: Upgrade\r\n",
          "Upgrade: websocket\r\n",
          "Range: bytes=-\r\n",
          "Content-Encoding: gzip\r\n",
          "Accept: */boom\r\n",
          "Cookie: =;=,\r\n",
          "Content-Type: x\r\n",
          "TE: trailers\r\n",
          "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
          "a".repeat(9_000));

  private MalformedRequests() {}

  /** Heads whose end, or whose body's end, two readers could see at different places. */
  static Stream<String> ambiguous() {
    String chunks = "0\r\n\r\n";
    return Stream.of(
        POST + "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks,
        POST + "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n" + chunks,
        POST + "Content-Length: 0\r\nContent-Length: 5\r\n\r\n",
        POST + "Content-Length: 0\r\nContent-Length: 0\r\n\r\n",
        POST + "Content-Length: 0, 0\r\n\r\n",
        POST + "Content-Length: +0\r\n\r\n",
        POST + "Content-Length: -0\r\n\r\n",
        POST + "Content-Length: 0x0\r\n\r\n",
        POST + "Content-Length: 0 0\r\n\r\n",
        POST + "Content-Length: 00000000000000000000\r\n\r\n",
        POST + "Content-Length: 99999999999999999999\r\n\r\n",
        POST + "Content-Length:\r\n\r\n",
        POST + "Content-Length : 0\r\n\r\n",
        POST + "Content-Length\t: 0\r\n\r\n",
        POST + " Content-Length: 0\r\n\r\n",
        POST + "X: a\r\n Content-Length: 0\r\n\r\n",
        POST + "X: a\r\n\tContent-Length: 0\r\n\r\n",
        POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n" + chunks,
        POST + "Transfer-Encoding: identity\r\n\r\n",
        POST + "Transfer-Encoding: chunked, identity\r\n\r\n" + chunks,
        POST + "Transfer-Encoding: gzip, chunked\r\n\r\n" + chunks,
        POST + "Transfer-Encoding: xchunked\r\n\r\n" + chunks,
        POST + "Transfer-Encoding: \"chunked\"\r\n\r\n" + chunks,
        POST + "Transfer-Encoding:\u000bchunked\r\n\r\n" + chunks,
        POST + "Transfer-Encoding: chunked;a=b\r\n\r\n" + chunks,
        POST + "Transfer-Encoding: chunked\r\n chunked\r\n\r\n" + chunks,
        POST + "Transfer-Encoding : chunked\r\n\r\n" + chunks,
        POST + "Transfer-Encoding\u00a0: chunked\r\n\r\n" + chunks,
        POST + "Transfer_Encoding: chunked\r\nX: \0\r\n\r\n",
        POST + "X: a\nTransfer-Encoding: chunked\r\n\r\n" + chunks,
        POST + "X: a\rTransfer-Encoding: chunked\r\n\r\n" + chunks,
        POST + "X: a\r\r\nContent-Length: 0\r\n\r\n",
        POST + "X: \u00e9\r\n\r\n",
        POST + "\u00e9: x\r\n\r\n",
        POST + ": x\r\n\r\n",
        POST + "X\r\n\r\n",
        POST + "Host: b\r\n\r\n",
        "POST /stac/search HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks,
        "GET /health/live\r\n\r\n",
        "GET  /health/live HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /health/live  HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET\t/health/live HTTP/1.1\r\nHost: a\r\n\r\n",
        " GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /health/live HTTP/1.1 \r\nHost: a\r\n\r\n",
        "GET /health/live HTTP/1.10\r\nHost: a\r\n\r\n",
        "GET /health/live HTTP/2.0\r\nHost: a\r\n\r\n",
        "GET /health/live http/1.1\r\nHost: a\r\n\r\n",
        "GET /health\u00e9 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /health/live HTTP/1.1\nHost: a\n\n",
        "GET /health/live HTTP/1.1\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003");
  }

  /** So many requests, made of valid ones: with pieces put in, left out, doubled or exchanged. */
  static List<String> mutated(long seed, int count) {
    var random = new SplittableRandom(seed);
    List<String> all = new ArrayList<>();
    while (all.size() < count) {
      var request = new StringBuilder(VALID.get(random.nextInt(VALID.size())));
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        change(request, random);
      }
      all.add(request.toString());
    }
    return all;
  }

  private static void change(StringBuilder request, SplittableRandom random) {
    int at = random.nextInt(request.length());
    int end = Math.min(request.length(), at + 1 + random.nextInt(8));
    String piece = PIECES.get(random.nextInt(PIECES.size()));
    switch (random.nextInt(6)) {
      case 0 -> request.insert(at, piece);
      case 1 -> request.insert(lineStart(request, at), piece);
      case 2 -> request.replace(at, end, piece);
      case 3 -> request.insert(at, request.substring(at, end));
      case 4 -> request.setCharAt(at, (char) random.nextInt(256));
      default -> {
        if (request.length() > 20) {
          request.delete(at, end);
        }
      }
    }
  }

  private static int lineStart(StringBuilder request, int at) {
    return request.lastIndexOf("\n", at) + 1;
  }
}
