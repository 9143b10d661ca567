package io.landfall.node.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.node.services.BackingServices;
import io.landfall.raster.crs.SampleRational;
import io.landfall.workspace.Access;
import io.landfall.workspace.Caller;
import io.landfall.workspace.JdbcOwnSceneStore;
import io.landfall.workspace.OwnScene.OwnSceneContent;
import io.landfall.workspace.PageRequest;
import io.landfall.workspace.WorkspaceIds;
import java.awt.image.BufferedImage;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Scenes that users register, in the database of a whole service. */
@ExtendWith(SharedService.Starter.class)
class OwnScenesIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NAME = "LC80220342026101LGN00";

  private final SharedService service;

  OwnScenesIT(SharedService service) {
    this.service = service;
  }

  @Test
  void aRegisteredSceneIsExportedAndListedUntilItIsDeleted() throws Exception {
    JsonNode scene = JSON.readTree(register(4, 3).body());
    assertThat(scene.path("crs").asText()).as(scene::toString).isEqualTo("EPSG:32616");
    assertThat(scene.path("footprint").path("type").asText()).isEqualTo("Polygon");
    String id = scene.path("id").asText();
    String path = "/v1/scenes/" + id;
    assertThat(JSON.readTree(service.get(path).body())).isEqualTo(scene);

    String export =
        service.submit("{\"source\": {\"scenes\": [\"%s\"], \"bands\": [\"b3\"]}}".formatted(id));
    service.awaitEnd(export);
    assertThat(service.export(export).path("status").asText())
        .as(service.export(export)::toPrettyString)
        .isEqualTo("SUCCESS");

    String second = JSON.readTree(register(4).body()).path("id").asText();
    assertThat(walk()).containsSubsequence(second, id).doesNotHaveDuplicates();
    assertThat(service.send("DELETE", path, service.token(), null).statusCode()).isEqualTo(204);
    assertThat(service.get(path).statusCode()).isEqualTo(404);
    assertThat(walk()).contains(second).doesNotContain(id);
  }

  /** The image has no place but coefficients; a VRT puts its numbers on the ground as heights. */
  @Test
  void anImageIsPutOnTheTerrainOfARegisteredScene() throws Exception {
    Path folder = Files.createDirectories(service.folder().resolve("import/hills"));
    BufferedImage image = new BufferedImage(300, 300, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 300 * 300; i++) {
      image.getRaster().setSample(i % 300, i / 300, 0, 100 + i % 300 / 3);
    }
    ImageIO.write(image, "TIFF", folder.resolve("image.tif").toFile());
    Files.writeString(
        folder.resolve("image_RPC.TXT"), SampleRational.text(SampleRational.of(300, 300)));
    Files.writeString(
        folder.resolve("heights.vrt"),
        """
        <VRTDataset rasterXSize="300" rasterYSize="300">
          <SRS>EPSG:4326</SRS>
          <GeoTransform>-85.4, 0.001, 0, 34.9, 0, -0.001</GeoTransform>
          <VRTRasterBand dataType="Byte" band="1">
            <SimpleSource>
              <SourceFilename relativeToVRT="1">image.tif</SourceFilename>
              <SourceBand>1</SourceBand>
            </SimpleSource>
          </VRTRasterBand>
        </VRTDataset>
        """);
    String body = "{\"bands\": [{\"name\": \"height\", \"href\": \"file://%s/heights.vrt\"}]}";
    HttpResponse<String> model = service.post("/v1/scenes", body.formatted(folder));
    assertThat(model.statusCode()).as(model.body()).isEqualTo(201);
    String request =
        "{\"source\": {\"scenes\": [\"hills/image.tif\"]}, \"rpcDem\": {\"sceneId\": \"%s\"},"
            + " \"outputProjection\": 32616, \"resolution\": 30}";
    String asked = request.formatted(JSON.readTree(model.body()).path("id").asText());
    String eve = service.issuer().token("eve of the hills", "org-eve");
    HttpResponse<String> refused = service.send("POST", "/v1/exports", eve, asked);
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(422);
    assertThat(refused.body()).contains("scene-unknown", "/rpcDem/sceneId");

    JsonNode ended = service.awaitEnd(service.submit(asked));
    assertThat(ended.path("status").asText()).as(ended::toPrettyString).isEqualTo("SUCCESS");
    assertThat(ended.path("warnings").toString()).contains("on a terrain model, of 121 to 178 m");
  }

  @Test
  void aFileOutsideTheImportFolderIsRefusedWithoutItsPlace() throws Exception {
    String body =
        "{\"bands\": [{\"name\": \"a\", \"href\": \"file://%s/data/token\"}]}"
            .formatted(service.folder());
    HttpResponse<String> answer = service.post("/v1/scenes", body);
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("/bands/0/href", "outside the import folder");
  }

  @Test
  void aPageOfLargeScenesEndsEarlyAndTheNextGoesOn() {
    var ann = new Caller("owner of large scenes", null, false);
    try (BackingServices services = BackingServices.connectToRunning(service.config())) {
      var scenes = new JdbcOwnSceneStore(services.database().dataSource());
      for (int i = 0; i < 4; i++) {
        scenes.create(WorkspaceIds.generate(), Access.ofOwner(ann), large("n" + i), "same");
      }
      var first = scenes.list(ann, new PageRequest(500, null));
      assertThat(first.items())
          .extracting(scene -> scene.content().name())
          .containsExactly("n3", "n2", "n1");
      var second = scenes.list(ann, new PageRequest(500, first.next()));
      assertThat(second.items()).extracting(scene -> scene.content().name()).containsExactly("n0");
      assertThat(second.next()).isNull();
    }
  }

  private static OwnSceneContent large(String name) {
    return new OwnSceneContent(
        name,
        null,
        null,
        List.of(),
        List.of(),
        "EPSG:32616",
        JSON.createObjectNode(),
        1,
        1,
        List.of("w".repeat(1_500_000)));
  }

  private List<String> walk() throws Exception {
    List<String> ids = new ArrayList<>();
    String next = "/v1/scenes?limit=1";
    while (next != null) {
      JsonNode page = JSON.readTree(service.get(next).body());
      page.path("scenes").forEach(scene -> ids.add(scene.path("id").asText()));
      String link = page.at("/links/next").textValue();
      next = link == null ? null : link.substring(link.indexOf("/v1/"));
    }
    return ids;
  }

  private HttpResponse<String> register(int... bands) throws Exception {
    List<String> given = new ArrayList<>();
    for (int band : bands) {
      given.add(
          "{\"name\": \"b%d\", \"href\": \"file://%s/import/%s/%s_B%d.TIF\", \"nodata\": 0}"
              .formatted(band, service.folder(), NAME, NAME, band));
    }
    HttpResponse<String> answer =
        service.post("/v1/scenes", "{\"bands\": [%s]}".formatted(String.join(",", given)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return answer;
  }
}
