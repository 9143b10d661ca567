package io.landfall.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.delivery.dropbox.FakeDropbox;
import io.landfall.store.s3.FakeBucket;
import io.landfall.store.s3.FakeS3;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole system in one process that is killed while it sends a file to a bucket, to Dropbox and to
 * a reader of its link. Started again on the same data folder, it ends both deliveries once, and
 * the reader goes on where he was.
 */
@Tag("system")
class KilledDeliveryIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Duration SOON = Duration.ofMinutes(4);
  private static final String SECRET_KEY = "a-secret-of-forty-letters-and-a-bit-more";
  private static final String TOKEN = "token-of-a-dropbox";
  private static final int READ_BEFORE = 1_234_567;

  @TempDir Path folder;

  private final FakeS3 s3 = FakeS3.start();
  private final FakeDropbox dropbox = FakeDropbox.start();
  private final List<ApiNode> nodes = new ArrayList<>();

  @AfterEach
  void close() {
    nodes.forEach(node -> node.node().close());
    s3.close();
    dropbox.close();
  }

  @Test
  void deliveriesUnderWayEndOnceAfterTheNodeWasKilledAndReadersGoOn() throws Exception {
    s3.addKey("AKIA1", SECRET_KEY, null, "maps");
    FakeBucket bucket = s3.makeBucket("maps");
    dropbox.account.grant(TOKEN, "none");
    s3.holdAnswers("partNumber=2");
    dropbox.failAfter("/upload_session/append_v2", 1, 1, FakeDropbox.Fault.HANG);

    ApiNode node = serve();
    String id = node.submit(request(toBucket(node), toDropbox(node)));
    await("the second part").atMost(SOON).until(() -> s3.count("partNumber=2") > 0);
    await("the second chunk")
        .atMost(SOON)
        .until(() -> dropbox.arrived("/upload_session/append_v2") > 1);
    await("the link").atMost(SOON).until(() -> status(node.export(id), 2).equals("SUCCESS"));
    URI link = URI.create(node.export(id).at("/deliveries/2/result/href").asText());
    var read = new ByteArrayOutputStream();
    HttpResponse<InputStream> whole = HTTP.send(get(link).build(), BodyHandlers.ofInputStream());
    String etag = whole.headers().firstValue("ETag").orElseThrow();
    read.write(whole.body().readNBytes(READ_BEFORE));
    node.node().kill();
    s3.releaseAnswers(); // what arrived before the end is done, and nobody hears of it

    ApiNode again = serve();
    again.awaitSuccess(id);
    HttpResponse<byte[]> rest =
        HTTP.send(
            get(URI.create(again.url() + link.getRawPath()))
                .header("Range", "bytes=%d-".formatted(read.size()))
                .header("If-Range", etag)
                .build(),
            BodyHandlers.ofByteArray());
    assertThat(rest.statusCode()).isEqualTo(206);
    read.write(rest.body());
    byte[] file = read.toByteArray();
    assertThat(file).hasSizeGreaterThan(READ_BEFORE);

    JsonNode export = again.export(id);
    assertThat(List.of(status(export, 0), status(export, 1), status(export, 2)))
        .containsOnly("SUCCESS");
    String key = export.at("/deliveries/0/location").asText().substring("s3://maps/".length());
    assertThat(bucket.object(key)).isEqualTo(file);
    assertThat(bucket.openUploadKeys()).isEmpty();
    assertThat(writes(key)).as(() -> s3.log.toString()).isEqualTo(1);
    String path = export.at("/deliveries/1/location").asText().substring("dropbox://".length());
    assertThat(dropbox.account.files().get(path)).isEqualTo(file);
    assertThat(dropbox.account.commits)
        .containsKey(path)
        .allSatisfy(
            (each, times) -> {
              assertThat(times).as(each).isEqualTo(1);
            });
    assertThat(dropbox.account.files()).hasSameSizeAs(bucket.keys());
  }

  /** How often an object was made: by a request of its own, or of the parts of an upload. */
  private long writes(String key) {
    return s3.log.stream()
        .filter(entry -> entry.status() == 200 && entry.line().contains("/" + key + "?"))
        .filter(
            entry ->
                entry.line().startsWith("PUT ")
                    ? !entry.line().contains("partNumber=")
                    : entry.line().startsWith("POST ") && entry.line().contains("uploadId="))
        .count();
  }

  private ApiNode serve() {
    ApiNode node =
        ApiNode.start(
            folder.resolve("serve-%d.log".formatted(nodes.size())),
            Map.of(
                "LANDFALL_IMPORT_FOLDER", Programs.testData().resolve("landsat").toString(),
                "LANDFALL_DELIVERY_ALLOWED_HOSTS", "127.0.0.1",
                "LANDFALL_DROPBOX_API_URL", dropbox.url(),
                "LANDFALL_DROPBOX_CONTENT_URL", dropbox.url()),
            Map.of(
                "landfall.delivery.s3.part-size", "5 MiB", "landfall.dropbox.chunk-size", "4 MiB"),
            folder.resolve("data"),
            "api,control,worker,ingest");
    nodes.add(node);
    return node;
  }

  private String toBucket(ApiNode node) throws IOException {
    return config(
        node,
        JSON.createObjectNode()
            .put("type", "S3")
            .put("bucket", "maps")
            .put("endpoint", s3.endpoint())
            .put("accessKeyId", "AKIA1")
            .put("secretAccessKey", SECRET_KEY));
  }

  private static String toDropbox(ApiNode node) throws IOException {
    return config(
        node,
        JSON.createObjectNode()
            .put("type", "DROPBOX")
            .put("path", "/out")
            .put("accessToken", TOKEN));
  }

  private static String config(ApiNode node, ObjectNode body) throws IOException {
    HttpResponse<String> made =
        NodeProcess.http(
            "POST",
            node.url() + "/v1/delivery-configs",
            node.token(),
            body.put("name", "d").toString(),
            null);
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    return JSON.readTree(made.body()).path("id").asText();
  }

  /** The crop of a Landsat scene, as large as some parts and chunks. */
  private static String request(String toBucket, String toDropbox) {
    return """
    {"source": {"scenes": ["LC80200392015216LGN00_crop"], "bands": ["4", "3", "2"]},
     "outputProjection": 3857, "resolution": 10, "format": {"type": "COG", "compression": "NONE"},
     "delivery": [{"deliveryConfigId": "%s"}, {"deliveryConfigId": "%s"}, {"type": "HTTP"}]}
    """
        .formatted(toBucket, toDropbox);
  }

  private static HttpRequest.Builder get(URI link) {
    return HttpRequest.newBuilder(link).timeout(SOON);
  }

  private static String status(JsonNode export, int delivery) {
    return export.at("/deliveries/%d/status".formatted(delivery)).asText();
  }
}
