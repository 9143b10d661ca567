package io.landfall.system;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;

/** Clients that speak as they like, below what an HTTP client lets one do. */
enum HostileConnection implements HostileClient {
  SLOW_HEADERS {
    @Override
    public void act(SiegeTarget target, SplittableRandom random) throws IOException {
      List<Socket> held = new ArrayList<>();
      try {
        for (int i = 0; i < 200; i++) {
          Socket socket = target.connect();
          held.add(socket);
          write(socket, "GET /v1/exports HTTP/1.1\r\nHost: a\r\nX-" + i + ": ");
        }
        trickle(held, 20);
      } finally {
        closeAll(held);
      }
    }
  },
  SLOW_BODY {
    @Override
    public void act(SiegeTarget target, SplittableRandom random) throws IOException {
      List<Socket> held = new ArrayList<>();
      try {
        for (int i = 0; i < 50; i++) {
          Socket socket = target.connect();
          held.add(socket);
          write(socket, head(target, "POST", "/v1/exports", "Content-Length: 100000") + "{");
        }
        trickle(held, 20);
      } finally {
        closeAll(held);
      }
    }
  },
  SLOW_READER {
    @Override
    public void act(SiegeTarget target, SplittableRandom random) throws IOException {
      try (Socket socket = target.connect()) {
        socket.setReceiveBufferSize(1024);
        String request = head(target, "GET", "/openapi.json", "X: y");
        write(socket, request.repeat(30));
        for (int i = 0; i < 40; i++) {
          if (socket.getInputStream().read(new byte[64]) < 0) {
            return;
          }
          SiegeTarget.pause(200);
        }
      }
    }
  },
  NEVER_READS {
    @Override
    public void act(SiegeTarget target, SplittableRandom random) throws IOException {
      try (Socket socket = target.connect()) {
        try {
          write(socket, head(target, "GET", "/stac/search?limit=1000", "X: y").repeat(200));
        } catch (IOException e) {
          return; // cut off, which is right
        }
        SiegeTarget.pause(8_000);
      }
    }
  },
  MANY_CONNECTIONS {
    @Override
    public void act(SiegeTarget target, SplittableRandom random) throws IOException {
      List<Socket> held = new ArrayList<>();
      try {
        for (int i = 0; i < 600; i++) {
          held.add(target.connect());
        }
        SiegeTarget.pause(3_000);
      } finally {
        closeAll(held);
      }
    }
  },
  RANDOM_BYTES {
    @Override
    public void act(SiegeTarget target, SplittableRandom random) throws IOException {
      for (int i = 0; i < 20; i++) {
        byte[] bytes = new byte[random.nextInt(1, 4_000)];
        random.nextBytes(bytes);
        target.raw(new String(bytes, StandardCharsets.ISO_8859_1));
      }
    }
  },
  MUTATED_REQUEST {
    @Override
    public void act(SiegeTarget target, SplittableRandom random) throws IOException {
      for (int i = 0; i < 30; i++) {
        StringBuilder request =
            new StringBuilder(head(target, "GET", "/v1/exports?limit=2", "Connection: close"));
        for (int change = 0; change < 3; change++) {
          request.setCharAt(random.nextInt(request.length()), (char) random.nextInt(256));
        }
        target.raw(request.toString());
      }
    }
  },
  BYTES_ABOVE_ASCII {
    @Override
    public void act(SiegeTarget target, SplittableRandom random) throws IOException {
      target.raw("GET / HTTP/1.1\r\nHost: a\r\nX: \u00e9\u010d\r\nConnection: close\r\n\r\n");
      target.raw("GET /\u00ff HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    }
  },
  SMUGGLING {
    @Override
    public void act(SiegeTarget target, SplittableRandom random) throws IOException {
      String get = "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n";
      target.raw(
          head(target, "POST", "/v1/exports", "Content-Length: 4\r\nContent-Length: 5") + get);
      target.raw(
          head(target, "POST", "/v1/exports", "Content-Length: 4\r\nTransfer-Encoding: chunked")
              + "0\r\n\r\n"
              + get);
      target.raw("GET / HTTP/1.1\nHost: a\n\n" + get);
    }
  },
  HUGE_HEADER {
    @Override
    public void act(SiegeTarget target, SplittableRandom random) throws IOException {
      target.raw(head(target, "GET", "/", "X: " + "a".repeat(1_000_000)));
      target.raw(head(target, "GET", "/", "X: y\r\n".repeat(5_000).strip()));
    }
  },
  LONG_PATH {
    @Override
    public void act(SiegeTarget target, SplittableRandom random) throws IOException {
      target.raw(head(target, "GET", "/" + "a/".repeat(100_000), "X: y"));
    }
  },
  LARGE_CHUNKED_BODY {
    @Override
    public void act(SiegeTarget target, SplittableRandom random) throws IOException {
      String chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";
      try {
        target.raw(
            head(target, "POST", "/v1/exports", "Transfer-Encoding: chunked") + chunk.repeat(200));
      } catch (IOException e) {
        return; // cut off amid what nobody wants to read
      }
    }
  },
  GZIP_BOMB {
    @Override
    public void act(SiegeTarget target, SplittableRandom random) throws IOException {
      var bytes = new ByteArrayOutputStream();
      try (var gzip = new GZIPOutputStream(bytes)) {
        byte[] zeros = new byte[1 << 20];
        for (int i = 0; i < 500; i++) {
          gzip.write(zeros);
        }
      }
      target.raw(
          head(
                  target,
                  "POST",
                  "/v1/exports",
                  "Content-Encoding: gzip\r\nContent-Length: " + bytes.size())
              + bytes.toString(StandardCharsets.ISO_8859_1));
    }
  },
  OTHER_PEOPLES_PATHS {
    @Override
    public void act(SiegeTarget target, SplittableRandom random) throws IOException {
      for (String path :
          List.of(
              "/v1/exports/../../etc/passwd",
              "/v1/downloads/%2e%2e/%2e%2e/token",
              "/docs/..%2f..%2fapplication.conf",
              "/v1/exports/%00",
              "/..;/token",
              "//health//ready")) {
        target.raw(head(target, "GET", path, "Connection: close"));
      }
    }
  },
  UNKNOWN_METHODS {
    @Override
    public void act(SiegeTarget target, SplittableRandom random) throws IOException {
      for (String method : List.of("TRACE", "CONNECT", "BREW", "get", "PRI", "")) {
        target.raw(head(target, method, "/v1/exports", "Connection: close"));
      }
    }
  };

  private static String head(SiegeTarget target, String method, String path, String headers) {
    return "%s %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n%s\r\n\r\n"
        .formatted(method, path, target.token, headers);
  }

  private static void write(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  /** Sends one byte a second on each connection that is still open. */
  private static void trickle(List<Socket> sockets, int seconds) {
    for (int i = 0; i < seconds; i++) {
      SiegeTarget.pause(1_000);
      for (Socket socket : sockets) {
        try {
          write(socket, "a");
        } catch (IOException e) {
          continue; // cut off, which is right
        }
      }
    }
  }

  private static void closeAll(List<Socket> sockets) throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
