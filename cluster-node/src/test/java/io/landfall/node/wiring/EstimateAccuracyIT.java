package io.landfall.node.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.node.demo.DemoScenes;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * How near estimates come to what exports are. {@code -Destimate.count=200} asks for as many
 * requests, and then for nine in ten times within a factor of two as well: on a machine that others
 * use, as that of a build, a single export may take any time. {@code -Destimate.seed} gives others.
 */
@Tag("cluster")
@ExtendWith(SharedService.Starter.class)
class EstimateAccuracyIT {
  private static final int USUAL_COUNT = 20;
  private static final int COUNT = Integer.getInteger("estimate.count", USUAL_COUNT);
  private static final long SEED = Long.getLong("estimate.seed", 14);

  /** If three of four are right, fewer than this of 15 are so once in 1,000 builds. */
  private static final double LEAST_OF_FEW = 0.4;

  /** Of a process that has just started no time is like those of later. */
  private static final int FIRST = 5;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> SCENES =
      List.of("\"demo/LC80220342026101LGN00\"", "\"demo/LC80210342026094LGN00\"");
  private static final List<String> BANDS = List.of("\"red\"", "\"green\"", "\"blue\"", "\"nir\"");

  private final SharedService service;
  private final Random random = new Random(SEED);
  private final List<Double> bytes = new ArrayList<>();
  private final List<Double> seconds = new ArrayList<>();

  EstimateAccuracyIT(SharedService service) throws IOException {
    this.service = service;
    DemoScenes.make(service.folder().resolve("import/demo"));
  }

  @Test
  void nineInTenAreWithinAFactorOfTwo() throws Exception {
    for (int i = 0; i < COUNT; i++) {
      compare(i, request());
    }
    List<Double> warm = seconds.subList(Math.min(FIRST, COUNT / 2), seconds.size());
    System.out.printf(
        Locale.ROOT,
        "%d exports: within a factor of 2 are bytes %.0f %%, seconds %.0f %% (%.0f %% after the"
            + " first)%n",
        COUNT,
        100 * shareWithinTwo(bytes),
        100 * shareWithinTwo(seconds),
        100 * shareWithinTwo(warm));
    assertThat(shareWithinTwo(bytes)).as("bytes %s", bytes).isGreaterThanOrEqualTo(0.9);
    double wanted = COUNT > USUAL_COUNT ? 0.9 : LEAST_OF_FEW;
    assertThat(shareWithinTwo(warm)).as("seconds %s", seconds).isGreaterThanOrEqualTo(wanted);
  }

  private void compare(int number, String request) throws Exception {
    HttpResponse<String> answer = service.post("/v1/exports/estimate", request);
    assertThat(answer.statusCode()).as("%s: %s", request, answer.body()).isEqualTo(200);
    JsonNode estimate = JSON.readTree(answer.body());
    JsonNode export = service.awaitEnd(service.submit(request));
    assertThat(export.path("status").asText()).as(export::toPrettyString).isEqualTo("SUCCESS");
    double took =
        Duration.between(
                    Instant.parse(export.path("createdAt").asText()),
                    Instant.parse(export.path("updatedAt").asText()))
                .toNanos()
            / 1e9;
    bytes.add(estimate.path("bytes").asDouble() / export.at("/result/files/0/bytes").asDouble());
    seconds.add(estimate.path("seconds").asDouble() / took);
    System.out.printf(
        Locale.ROOT,
        "%3d: %8d bytes x %.2f, %.2f s x %.2f  %s%n",
        number,
        export.at("/result/files/0/bytes").asLong(),
        bytes.get(number),
        took,
        seconds.get(number),
        request);
  }

  private static double shareWithinTwo(List<Double> quotients) {
    return (double) quotients.stream().filter(q -> q >= 0.5 && q <= 2).count() / quotients.size();
  }

  private String request() {
    List<String> members = new ArrayList<>();
    String format = anyOf("COG", "COG", "COG", "GEOTIFF", "PNG", "JPEG");
    boolean isImage = format.equals("PNG") || format.equals("JPEG");
    boolean isTool = !isImage && random.nextInt(4) == 0;
    int bandCount = isImage ? 1 + 2 * random.nextInt(2) : 1 + random.nextInt(4);
    members.add(
        "\"source\": {\"scenes\": %s, %s}"
            .formatted(
                SCENES.subList(0, 1 + random.nextInt(2)),
                isTool ? "\"toolId\": \"ndvi\"" : "\"bands\": " + BANDS.subList(0, bandCount)));
    if (isImage) {
      members.add("\"format\": {\"type\": \"%s\"}, \"stretch\": [[0, 20000]]".formatted(format));
    } else {
      members.add(
          "\"format\": {\"type\": \"%s\", \"compression\": \"%s\"}"
              .formatted(format, anyOf("DEFLATE", "DEFLATE", "ZSTD", "LZW", "NONE")));
    }
    if (random.nextBoolean()) {
      members.add("\"outputProjection\": " + anyOf("3857", "32616"));
    }
    members.add("\"resolution\": " + anyOf("25", "30", "30", "45", "60", "120"));
    if (random.nextBoolean()) {
      String kernel = anyOf("nearest", "bilinear", "cubic", "average", "lanczos");
      members.add("\"resampling\": \"%s\"".formatted(kernel));
    }
    if (random.nextBoolean()) {
      members.add("\"mask\": " + triangle());
    }
    return "{" + String.join(", ", members) + "}";
  }

  private String triangle() {
    double west = -86.95 + random.nextDouble() * 0.2;
    double south = 36.75 + random.nextDouble() * 0.15;
    double side = 0.05 + random.nextDouble() * 0.15;
    return String.format(
        Locale.ROOT,
        "{\"type\": \"Polygon\", \"coordinates\": [[[%1$.4f, %2$.4f], [%3$.4f, %2$.4f], [%1$.4f,"
            + " %4$.4f], [%1$.4f, %2$.4f]]]}",
        west,
        south,
        west + side,
        south + side);
  }

  private String anyOf(String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
