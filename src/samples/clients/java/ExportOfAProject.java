import com.example.landfall.ApiClient;
import com.example.landfall.ApiException;
import com.example.landfall.api.ExportsApi;
import com.example.landfall.api.ProjectsApi;
import com.example.landfall.api.ScenesApi;
import com.example.landfall.api.ToolsApi;
import com.example.landfall.model.BandRegistration;
import com.example.landfall.model.Estimate;
import com.example.landfall.model.Export;
import com.example.landfall.model.ExportFile;
import com.example.landfall.model.ExportInput;
import com.example.landfall.model.ExportRequest;
import com.example.landfall.model.ExportSource;
import com.example.landfall.model.Problem;
import com.example.landfall.model.Project;
import com.example.landfall.model.ProjectRequest;
import com.example.landfall.model.ProjectScene;
import com.example.landfall.model.SavedTool;
import com.example.landfall.model.Scene;
import com.example.landfall.model.SceneRegistration;
import com.example.landfall.model.Status;
import com.example.landfall.model.ToolRequest;
import com.example.landfall.model.Visibility;
import java.io.File;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Exports the vegetation of a scene of one's own, with a generated client. Arguments: the URLs of
 * the files with its red and near infrared bands, below the import folder of the service. The
 * environment has {@code LANDFALL_URL} and {@code LANDFALL_TOKEN}.
 */
public final class ExportOfAProject {
  /** (nir - red) / (nir + red): map algebra goes as the JSON that it is. */
  private static final Map<String, Object> VEGETATION =
      Map.of(
          "apply",
          "/",
          "args",
          List.of(
              Map.of("apply", "-", "args", List.of(input("nir"), input("red"))),
              Map.of("apply", "+", "args", List.of(input("nir"), input("red")))));

  public static void main(String[] urls) throws Exception {
    ApiClient client = new ApiClient();
    client.updateBaseUri(System.getenv("LANDFALL_URL"));
    String token = System.getenv("LANDFALL_TOKEN");
    client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + token));
    client.setHttpClientBuilder( // a file is behind a signed link
        HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL));
    var exports = new ExportsApi(client);

    Scene scene =
        new ScenesApi(client)
            .registerScene(
                new SceneRegistration()
                    .name("Coast")
                    .addBandsItem(band("red", urls[0]))
                    .addBandsItem(band("nir", urls[1])),
                key());
    System.out.println("scene    %s, %s".formatted(scene.getId(), scene.getCrs()));

    Project project =
        new ProjectsApi(client)
            .createProject(
                new ProjectRequest()
                    .name("Coast")
                    .visibility(Visibility.PRIVATE)
                    .addScenesItem(new ProjectScene().sceneId(scene.getId().toString())),
                key());
    System.out.println("project  %s, version %d".formatted(project.getId(), project.getVersion()));

    SavedTool tool =
        new ToolsApi(client)
            .createTool(new ToolRequest().name("Vegetation").definition(VEGETATION), key());
    System.out.println("tool     %s, of %s".formatted(tool.getId(), tool.getInputs()));

    ExportRequest request =
        new ExportRequest()
            .name("Vegetation of the coast")
            .source(
                new ExportSource()
                    .toolId(tool.getId())
                    .putInputsItem("nir", input(project, "nir"))
                    .putInputsItem("red", input(project, "red")))
            .outputProjection(3857)
            .resolution(60.0);
    Estimate estimate = exports.estimateExport(request);
    System.out.println(
        "estimate %d x %d pixels, %d bytes"
            .formatted(
                estimate.getGrid().getWidth(),
                estimate.getGrid().getHeight(),
                estimate.getBytes()));

    Export export = exports.submitExport(request, key(), "wait=30");
    while (!Set.of(Status.SUCCESS, Status.ERROR).contains(export.getStatus())) {
      export = exports.getExport(export.getId(), "wait=30", null);
    }
    System.out.println("export   %s, %s".formatted(export.getId(), export.getStatus()));
    if (export.getStatus() == Status.ERROR) {
      throw new IllegalStateException(export.getError().getDetail());
    }
    for (ExportFile file : exports.listFiles(export.getId()).getFiles()) {
      File copy = exports.getFile(export.getId(), file.getName());
      if (copy.length() != file.getBytes() || !sha256(copy).equals(file.getSha256())) {
        throw new IllegalStateException(file.getName() + " did not come as it is");
      }
      System.out.println("file     %s, %d bytes, right".formatted(file.getName(), copy.length()));
      Files.delete(copy.toPath());
    }

    try {
      exports.estimateExport(request.resolution(-1.0));
      throw new IllegalStateException("A resolution below 0 was taken");
    } catch (ApiException refusal) {
      var problem = client.getObjectMapper().readValue(refusal.getResponseBody(), Problem.class);
      System.out.println(
          "refused  %d at %s: %s"
              .formatted(
                  problem.getStatus(),
                  problem.getErrors().get(0).getPointer(),
                  problem.getErrors().get(0).getDetail()));
    }
  }

  private static BandRegistration band(String name, String url) {
    return new BandRegistration().name(name).href(url);
  }

  private static Map<String, Object> input(String name) {
    return Map.of("type", "src", "id", name);
  }

  private static ExportInput input(Project project, String band) {
    return new ExportInput().projectId(project.getId()).band(band);
  }

  /** Returns an Idempotency-Key: sent again with the same, nothing is made twice. */
  private static String key() {
    return UUID.randomUUID().toString();
  }

  private static String sha256(File file) throws Exception {
    var digest = MessageDigest.getInstance("SHA-256");
    try (var out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      Files.copy(file.toPath(), out);
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
