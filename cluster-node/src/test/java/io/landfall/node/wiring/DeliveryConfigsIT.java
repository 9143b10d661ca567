package io.landfall.node.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Delivery configurations in the database of a whole service. */
@ExtendWith(SharedService.Starter.class)
class DeliveryConfigsIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SharedService service;

  DeliveryConfigsIT(SharedService service) {
    this.service = service;
  }

  @Test
  void noFileOfDatabaseLogsOrStoreHoldsASecret() throws Exception {
    String canary = "canary-" + UUID.randomUUID();
    String visible = "visible-" + UUID.randomUUID();
    JsonNode made =
        JSON.readTree(
            service
                .post(
                    "/v1/delivery-configs",
                    """
                    {"name": "%s", "type": "DROPBOX", "path": "/x", "accessToken": "%s"}
                    """
                        .formatted(visible, canary))
                .body());
    String path = "/v1/delivery-configs/" + made.path("id").asText();
    JsonNode check = JSON.readTree(service.post(path + "/check", "").body());
    assertThat(check.at("/checks/0/status").asText()).as(check::toString).isEqualTo("OK");
    assertThat(check.path("status").asText()).isEqualTo("UNCHECKED");
    assertThat(filesWith(visible)).as("files that hold what is not secret").isNotEmpty();
    assertThat(filesWith(canary)).isEmpty();
    assertThat(service.send("DELETE", path, service.token(), null).statusCode()).isEqualTo(204);
    assertThat(service.get(path).statusCode()).isEqualTo(404);
  }

  private List<Path> filesWith(String text) throws IOException {
    try (Stream<Path> files = Files.walk(service.folder().resolve("data"))) {
      return files.filter(Files::isRegularFile).filter(file -> holds(file, text)).toList();
    }
  }

  private static boolean holds(Path file, String text) {
    try {
      return Files.size(file) < 32 << 20
          && new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
    } catch (java.nio.file.NoSuchFileException e) {
      return false; // the database and the store keep files for a while only
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
