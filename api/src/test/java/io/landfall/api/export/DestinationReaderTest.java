package io.landfall.api.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.api.json.ApiProblem;
import io.landfall.api.json.Json;
import io.landfall.model.request.Destination;
import io.landfall.model.request.Destination.DropboxDestination;
import io.landfall.model.request.Destination.LinkDestination;
import io.landfall.model.request.Destination.S3Destination;
import io.landfall.workspace.Access;
import io.landfall.workspace.DeliveryConfig;
import io.landfall.workspace.DeliveryConfig.DeliverySettings;
import io.landfall.workspace.DeliveryConfig.DeliveryType;
import io.landfall.workspace.Visibility;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code delivery} may say. */
class DestinationReaderTest {
  private static final UUID LINK = new UUID(0x7000, 0x8000000000000001L);
  private static final UUID BUCKET = new UUID(0x7000, 0x8000000000000002L);
  private static final UUID FOLDER = new UUID(0x7000, 0x8000000000000003L);

  private static final Map<UUID, DeliveryConfig> CONFIGS =
      Map.of(
          LINK, config(LINK, DeliveryType.HTTP),
          BUCKET, config(BUCKET, DeliveryType.S3),
          FOLDER, config(FOLDER, DeliveryType.DROPBOX));

  private static DeliveryConfig config(UUID id, DeliveryType type) {
    return new DeliveryConfig(
        id,
        new Access("ann", null, Visibility.PRIVATE),
        new DeliverySettings(
            "c", type, Json.object().put("bytesPerSecond", 5_000).put("expiresIn", 90)),
        Instant.EPOCH);
  }

  private static JsonNode body(String delivery) {
    String json =
        "{'delivery': %s}"
            .formatted(delivery)
            .replace('\'', '"')
            .replace("LINK", LINK.toString())
            .replace("BUCKET", BUCKET.toString())
            .replace("FOLDER", FOLDER.toString());
    return Json.parse(json.getBytes(StandardCharsets.UTF_8));
  }

  private static List<Destination> read(String delivery) {
    return ExportRequestReader.readDelivery(body(delivery), CONFIGS);
  }

  @Test
  void eachConfigurationBecomesADestination() {
    assertThat(
            read(
                "[{'deliveryConfigId': 'BUCKET'}, {'deliveryConfigId': 'FOLDER', 'type':"
                    + " 'DROPBOX'}, {'deliveryConfigId': 'LINK'}, {'type': 'HTTP'},"
                    + " {'type': 'HTTP', 'bytesPerSecond': 1024, 'expiresIn': 60}]"))
        .containsExactly(
            new S3Destination(BUCKET),
            new DropboxDestination(FOLDER),
            new LinkDestination(LINK, 5_000L, 90L),
            new LinkDestination(),
            new LinkDestination(null, 1_024L, 60L));
  }

  @Test
  void aDestinationIsWrittenAsItCanBeAskedForAgain() {
    String delivery =
        "[{'deliveryConfigId': 'BUCKET'}, {'deliveryConfigId': 'LINK'}, {'type': 'HTTP',"
            + " 'expiresIn': 60}, {'type': 'HTTP'}]";
    List<Destination> read = read(delivery);
    var written = Json.object().arrayNode();
    read.forEach(to -> written.add(DestinationReader.write(to)));
    assertThat(read(written.toString())).isEqualTo(read);
  }

  @Test
  void idsAreFoundBeforeAnythingIsJudged() {
    assertThat(
            DestinationReader.idsOf(
                body("[{'deliveryConfigId': 'BUCKET'}, {'deliveryConfigId': 5}, 7, {}]")))
        .containsExactly(BUCKET);
    assertThat(DestinationReader.idsOf(body("5"))).isEmpty();
    String many = "{'deliveryConfigId': 'BUCKET'}, ".repeat(10);
    assertThat(DestinationReader.idsOf(body("[" + many + "{'type': 'HTTP'}]"))).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "[] | /delivery | Missing delivery",
        "null | /delivery | Missing delivery",
        "5 | /delivery | must be an array",
        "[5] | /delivery/0 | must be an object",
        "[{}] | /delivery/0 | Missing destination",
        "[{'type': 'S3'}] | /delivery/0/type | needs a delivery configuration",
        "[{'type': 'FTP'}] | /delivery/0/type | Known: HTTP, S3, DROPBOX",
        "[{'type': 'HTTP', 'expiresIn': 604801}] | /delivery/0/expiresIn | from 60 to 604800",
        "[{'type': 'HTTP', 'bytesPerSecond': 1}] | /delivery/0/bytesPerSecond | from 1024",
        "[{'deliveryConfigId': 5}] | /delivery/0/deliveryConfigId | must be a string",
        "[{'deliveryConfigId': 'x'}] | /delivery/0/deliveryConfigId | Cannot find a delivery",
        "[{'deliveryConfigId': '00000000-0000-7000-8000-000000000009'}] |"
            + " /delivery/0/deliveryConfigId | Cannot find a delivery",
        "[{'type': 'HTTP'}, {'deliveryConfigId': 'BUCKET', 'type': 'HTTP'}] | /delivery/1/type |"
            + " is of type S3",
        "[{'deliveryConfigId': 'LINK', 'expiresIn': 60}] | /delivery/0/expiresIn | Leave it out",
        "[{'deliveryConfigId': 'BUCKET'}, {'deliveryConfigId': 'BUCKET'}] |"
            + " /delivery/1/deliveryConfigId | stands at /delivery/0 already",
        "[{'type': 'HTTP', 'path': '/etc'}] | /delivery/0/path | Unknown property",
      })
  void whatIsWrongIsNamedByItsPointer(String delivery, String pointer, String message) {
    ApiProblem problem = catchThrowableOfType(ApiProblem.class, () -> read(delivery));
    assertThat(problem).as(delivery).isNotNull();
    assertThat(problem.status()).isEqualTo(422);
    assertThat(problem.errors())
        .anySatisfy(
            error -> {
              assertThat(error.pointer()).isEqualTo(pointer);
              assertThat(error.detail()).contains(message);
            });
  }
}
