package io.landfall.node.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.node.demo.TinyScene;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** From a project with colours to the file that a client downloads, in a whole service. */
@ExtendWith(SharedService.Starter.class)
class ProjectExportIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SharedService service;

  ProjectExportIT(SharedService service) throws IOException {
    this.service = service;
    Path scenes = service.folder().resolve("import/demo");
    TinyScene.write(scenes, "LC80220342026101LGN00");
    TinyScene.write(scenes, "LC80210342026094LGN00", 3_000);
  }

  /** The export is planned and rendered while its project becomes another one and goes. */
  @Test
  void anExportShowsTheVersionThatItWasAskedWith() throws Exception {
    String path = "/v1/projects/" + project(1.0);
    String asked = request(path);
    byte[] plain = download(service.submit(asked));
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(plain));
    assertThat(image.getRaster().getNumBands()).isGreaterThanOrEqualTo(3);

    String pinned = service.submit(asked);
    assertThat(put(path, body(2.0)).statusCode()).isEqualTo(200);
    String brighter = service.submit(asked);
    assertThat(service.send("DELETE", path, service.token(), null).statusCode()).isEqualTo(204);

    assertThat(service.post("/v1/exports", asked).statusCode()).isEqualTo(422);
    assertThat(download(pinned)).isEqualTo(plain);
    assertThat(service.export(pinned).at("/pinned/projects/0/version").asInt()).isEqualTo(1);
    assertThat(mean(ImageIO.read(new ByteArrayInputStream(download(brighter)))))
        .isGreaterThan(mean(image) * 1.1);
  }

  private String project(double gamma) throws Exception {
    HttpResponse<String> made = service.post("/v1/projects", body(gamma));
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    return JSON.readTree(made.body()).path("id").asText();
  }

  private static String body(double gamma) {
    return """
    {"name": "two scenes",
     "scenes": [{"sceneId": "demo/LC80220342026101LGN00"}, {"sceneId": "demo/LC80210342026094LGN00"}],
     "bands": {"red": "red", "green": "green", "blue": "blue"},
     "colorCorrection": {"equalize": {"enabled": true},
       "gamma": {"redGamma": %1$s, "greenGamma": %1$s, "blueGamma": %1$s}}}
    """
        .formatted(gamma);
  }

  private static String request(String path) {
    return """
    {"source": {"projectId": "%s"}, "format": {"type": "PNG"}, "resolution": 60}
    """
        .formatted(path.substring(path.lastIndexOf('/') + 1));
  }

  private HttpResponse<String> put(String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(service.url() + path))
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", "Bearer " + service.token())
            .header("Content-Type", "application/json")
            .header("If-Match", "\"1\"")
            .PUT(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }

  private byte[] download(String id) throws Exception {
    JsonNode export = service.awaitEnd(id);
    assertThat(export.path("status").asText()).as(export::toPrettyString).isEqualTo("SUCCESS");
    String name = export.at("/result/files/0/name").asText();
    HttpResponse<byte[]> file = service.download("/v1/exports/%s/files/%s".formatted(id, name));
    assertThat(file.statusCode()).as(name).isEqualTo(200);
    return file.body();
  }

  private static double mean(BufferedImage image) {
    double sum = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        sum += image.getRaster().getSample(x, y, 0);
      }
    }
    return sum / image.getWidth() / image.getHeight();
  }
}
