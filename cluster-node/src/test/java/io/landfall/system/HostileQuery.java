package io.landfall.system;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Clients that ask well-formed questions in bulk, or such as cost a lot. */
enum HostileQuery implements HostileClient {
  LARGE_BODY {
    @Override
    public void act(SiegeTarget target, SplittableRandom random) {
      target.send("POST", "/v1/exports", "{\"name\": \"" + "x".repeat(20_000_000) + "\"}");
    }
  },
  SAME_KEY {
    @Override
    public void act(SiegeTarget target, SplittableRandom random) {
      String key = "key-" + random.nextInt(1_000_000);
      for (int i = 0; i < 30; i++) {
        target.send(
            "POST",
            "/v1/exports",
            "{\"source\": {\"scenes\": [\"none\"]}, \"resolution\": %d}".formatted(60 + i % 2),
            "Idempotency-Key",
            key);
      }
    }
  },
  LISTS {
    @Override
    public void act(SiegeTarget target, SplittableRandom random) {
      for (int i = 0; i < 40; i++) {
        target.send("GET", "/v1/exports?limit=" + random.nextInt(1, 2_000), null);
      }
    }
  },
  COSTLY_SEARCH {
    @Override
    public void act(SiegeTarget target, SplittableRandom random) {
      String filter =
          IntStream.range(0, 900)
              .mapToObj(i -> "id LIKE '%" + i + "%_%'")
              .collect(Collectors.joining(" OR "));
      target.send(
          "GET",
          "/stac/search?filter-lang=cql2-text&filter=" + encoded(filter.substring(0, 6_000)),
          null);
      target.send(
          "POST",
          "/stac/search",
          "{\"filter-lang\": \"cql2-text\", \"limit\": 1000, \"filter\": \"" + filter + "\"}");
    }
  },
  LONG_TEXTS {
    @Override
    public void act(SiegeTarget target, SplittableRandom random) {
      String spaces = "a" + " ".repeat(7_000) + "b";
      for (String header :
          List.of("Range", "Accept", "If-None-Match", "Authorization", "Idempotency-Key")) {
        target.send("GET", "/v1/exports", null, header, spaces);
      }
      target.send(
          "GET", "/stac/search?datetime=" + encoded("2020-01-01T" + "0".repeat(5_000)), null);
      target.send("GET", "/stac/search?bbox=" + "1,".repeat(3_000), null);
    }
  },
  WRONG_TOKENS {
    @Override
    public void act(SiegeTarget target, SplittableRandom random) {
      for (int i = 0; i < 100; i++) {
        target.send("GET", "/v1/exports", null, "Authorization", "Bearer lf_" + random.nextLong());
      }
    }
  },
  RANGES {
    @Override
    public void act(SiegeTarget target, SplittableRandom random) {
      String ranges =
          IntStream.range(0, 1_000).mapToObj(i -> i + "-").collect(Collectors.joining(","));
      target.send("GET", "/openapi.json", null, "Range", "bytes=" + ranges);
    }
  };

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
