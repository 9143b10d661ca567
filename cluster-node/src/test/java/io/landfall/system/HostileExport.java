package io.landfall.system;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Clients that ask for exports which are heavy, endless, broken or many. */
enum HostileExport implements HostileClient {
  DEEP_JSON {
    @Override
    public void act(SiegeTarget target, SplittableRandom random) {
      target.submit("[".repeat(500_000));
      target.submit("{\"source\": {\"tool\": " + "{\"args\": [".repeat(50_000));
    }
  },
  WIDE_JSON {
    @Override
    public void act(SiegeTarget target, SplittableRandom random) {
      for (int i = 0; i < 8; i++) {
        target.submit("{\"source\": {\"scenes\": [" + "1,".repeat(900_000) + "1]}}");
      }
    }
  },
  LONG_NUMBERS {
    @Override
    public void act(SiegeTarget target, SplittableRandom random) {
      target.submit("{\"resolution\": " + "9".repeat(1_900_000) + "}");
      target.submit("{\"resolution\": 1e1000000000}");
    }
  },
  ZIGZAG_MASK {
    @Override
    public void act(SiegeTarget target, SplittableRandom random) {
      target.cancel(target.submit(masked(zigzag(random.nextInt(300, 30_000)))));
    }
  },
  STAR_MASK {
    @Override
    public void act(SiegeTarget target, SplittableRandom random) {
      int points = random.nextInt(500, 20_000) | 1;
      int step = points / 2;
      target.submit(
          masked(
              ring(
                  points,
                  i -> -87.4 + 0.05 * Math.cos(2 * Math.PI * i * step / points),
                  i -> 30.73 + 0.05 * Math.sin(2 * Math.PI * i * step / points))));
    }
  },
  MANY_RINGS_MASK {
    @Override
    public void act(SiegeTarget target, SplittableRandom random) {
      String rings =
          IntStream.range(0, 9_000)
              .mapToObj(
                  i -> {
                    double x = -87.49 + i % 95 * 0.002;
                    double y = 30.65 + i / 95 * 0.0016;
                    return ring(4, k -> x + (k + 1) / 2 % 2 * 0.0015, k -> y + k / 2 * 0.0015);
                  })
              .collect(Collectors.joining(","));
      target.cancel(target.submit(masked(rings)));
    }
  },
  WHOLE_WORLD_MASK {
    @Override
    public void act(SiegeTarget target, SplittableRandom random) {
      target.cancel(target.submit(masked("[[-180,-90],[180,-90],[180,90],[-180,90],[-180,-90]]")));
    }
  },
  COARSE_EXPORT {
    @Override
    public void act(SiegeTarget target, SplittableRandom random) {
      target.submit(
          export("\"big.tif\"", "\"1\"", "\"resolution\": " + random.nextInt(3_000, 30_000)));
    }
  },
  FINE_EXPORT {
    @Override
    public void act(SiegeTarget target, SplittableRandom random) {
      String id =
          target.submit(export(SCENE, RGB, "\"outputProjection\": 3857, \"resolution\": 0.2"));
      SiegeTarget.pause(5_000);
      target.cancel(id);
    }
  },
  ENDLESS_GRID {
    @Override
    public void act(SiegeTarget target, SplittableRandom random) {
      target.submit(export(SCENE, RGB, "\"resolution\": 0.000001"));
      target.submit(export(SCENE, RGB, "\"outputProjection\": 3857, \"resolution\": 0.05"));
    }
  },
  UNCOMPRESSED_EXPORT {
    @Override
    public void act(SiegeTarget target, SplittableRandom random) {
      String id =
          target.submit(
              export(
                  SCENE,
                  RGB,
                  "\"resolution\": 2, \"format\": {\"type\": \"COG\", \"compression\": \"NONE\"}"));
      SiegeTarget.pause(4_000);
      target.cancel(id);
    }
  },
  IMAGES {
    @Override
    public void act(SiegeTarget target, SplittableRandom random) {
      for (int i = 0; i < 6; i++) {
        target.submit(
            export(
                SCENE,
                RGB,
                "\"resolution\": 8, \"stretch\": \"auto\", \"format\": {\"type\": \"PNG\"}"));
      }
    }
  },
  STRETCHED_EXPORTS {
    @Override
    public void act(SiegeTarget target, SplittableRandom random) {
      for (int i = 0; i < 16; i++) {
        target.submit(export("\"big.tif\"", "\"1\"", "\"resolution\": 300, \"stretch\": \"auto\""));
      }
    }
  },
  CONTROL_CHARACTERS {
    @Override
    public void act(SiegeTarget target, SplittableRandom random) {
      target.submit(export(SCENE, RGB, "\"name\": \"a\\u0000b\""));
      target.submit(export(SCENE, RGB, "\"labels\": [\"\\ud800\", \"\\u0007\", \"\\uffff\"]"));
      target.submit(
          """
          {"source": {"tool": {"apply": "+", "args": [{"id": "0", "metadata": {"label": "a\\u0000"}}, 1]},
           "inputs": {"a\\u0000": {"scene": "x", "band": "1"}}}}
          """);
      target.send("GET", "/v1/exports?label=%00", null);
    }
  },
  MANY_SCENES {
    @Override
    public void act(SiegeTarget target, SplittableRandom random) {
      String scenes =
          IntStream.range(0, 9_999)
              .mapToObj(i -> i % 2 == 0 ? SCENE : "\"LC08_no_" + i + "\"")
              .collect(Collectors.joining(","));
      target.submit(export(scenes, RGB, "\"resolution\": 60"));
    }
  },
  HOSTILE_SCENES {
    @Override
    public void act(SiegeTarget target, SplittableRandom random) {
      for (int i = 0; i < 5; i++) {
        target.submit(
            export(
                "\"hostile-%d.tif\"".formatted(random.nextInt(100)),
                "\"1\"",
                "\"resolution\": 30"));
      }
    }
  },
  FLOOD_OF_EXPORTS {
    @Override
    public void act(SiegeTarget target, SplittableRandom random) {
      for (int i = 0; i < 60; i++) {
        target.submit(export(SCENE, RGB, "\"resolution\": " + random.nextInt(100, 1_000)));
      }
    }
  },
  CANCELS {
    @Override
    public void act(SiegeTarget target, SplittableRandom random) {
      for (int i = 0; i < 15; i++) {
        String id = target.submit(export(SCENE, RGB, "\"resolution\": 30"));
        for (String verb : List.of("pause", "resume", "cancel", "retry", "cancel", "cancel")) {
          target.send("POST", "/v1/exports/" + id + "/" + verb, null);
        }
      }
    }
  },
  FORBIDDEN_INGEST {
    @Override
    public void act(SiegeTarget target, SplittableRandom random) {
      target.send("POST", "/ingest/start", null);
      target.send("POST", "/ingest/cancel", null);
    }
  };

  private static final String SCENE = "\"LC80200392015216LGN00_crop\"";
  private static final String RGB = "\"4\", \"3\", \"2\"";

  private static String export(String scenes, String bands, String rest) {
    return "{\"source\": {\"scenes\": [%s], \"bands\": [%s]}, %s}".formatted(scenes, bands, rest);
  }

  private static String masked(String rings) {
    return export(
        SCENE,
        RGB,
        "\"resolution\": 30, \"mask\": {\"type\": \"Polygon\", \"coordinates\": [%s]}"
            .formatted(rings));
  }

  private static String zigzag(int teeth) {
    return ring(
        teeth * 2,
        i -> -87.49 + 0.18 * (i < teeth ? i : 2 * teeth - i) / teeth,
        i -> i < teeth ? (i % 2 == 0 ? 30.8 : 30.66) : 30.65);
  }

  private static String ring(int positions, IntFunction<Double> x, IntFunction<Double> y) {
    return IntStream.rangeClosed(0, positions)
        .map(i -> i % positions)
        .mapToObj(i -> "[%.6f,%.6f]".formatted(x.apply(i), y.apply(i)))
        .collect(Collectors.joining(",", "[", "]"));
  }
}
