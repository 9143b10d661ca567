import com.example.landfall.ApiClient;
import com.example.landfall.api.DeliveryConfigsApi;
import com.example.landfall.api.ExportsApi;
import com.example.landfall.model.Delivery;
import com.example.landfall.model.DeliveryConfig;
import com.example.landfall.model.DeliveryConfigCheck;
import com.example.landfall.model.DeliveryConfigRequest;
import com.example.landfall.model.Export;
import com.example.landfall.model.ExportDestination;
import com.example.landfall.model.ExportRequest;
import com.example.landfall.model.ExportSource;
import com.example.landfall.model.Status;
import java.util.Set;
import java.util.UUID;

/**
 * Delivers an export to a bucket of one's own and by link, with a generated client. Arguments: the
 * id of a scene and one of its bands. The environment has {@code LANDFALL_URL}, {@code
 * LANDFALL_TOKEN}, {@code BUCKET}, {@code BUCKET_ENDPOINT}, {@code AWS_ACCESS_KEY_ID} and {@code
 * AWS_SECRET_ACCESS_KEY}.
 */
public final class DeliveryToABucket {
  public static void main(String[] sceneAndBand) throws Exception {
    ApiClient client = new ApiClient();
    client.updateBaseUri(System.getenv("LANDFALL_URL"));
    String token = System.getenv("LANDFALL_TOKEN");
    client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + token));
    var configs = new DeliveryConfigsApi(client);
    var exports = new ExportsApi(client);

    DeliveryConfig config =
        configs.createDeliveryConfig(
            new DeliveryConfigRequest()
                .name("Our bucket")
                .type(DeliveryConfigRequest.TypeEnum.S3)
                .bucket(System.getenv("BUCKET"))
                .prefix("java/{exportId}")
                .endpoint(System.getenv("BUCKET_ENDPOINT"))
                .accessKeyId(System.getenv("AWS_ACCESS_KEY_ID"))
                .secretAccessKey(System.getenv("AWS_SECRET_ACCESS_KEY")),
            key());
    DeliveryConfigCheck check = configs.checkDeliveryConfig(config.getId());
    System.out.println("bucket   %s, %s".formatted(config.getBucket(), check.getStatus()));

    ExportRequest request =
        new ExportRequest()
            .source(new ExportSource().addScenesItem(sceneAndBand[0]).addBandsItem(sceneAndBand[1]))
            .addDeliveryItem(new ExportDestination().deliveryConfigId(config.getId()))
            .addDeliveryItem(new ExportDestination().type(ExportDestination.TypeEnum.HTTP));
    Export export = exports.submitExport(request, key(), "wait=30");
    while (!Set.of(Status.SUCCESS, Status.ERROR).contains(export.getStatus())) {
      export = exports.getExport(export.getId(), "wait=30", null);
    }
    System.out.println("export   %s, %s".formatted(export.getId(), export.getStatus()));
    for (Delivery each : export.getDeliveries()) { // each destination ends by itself
      System.out.println(
          "delivery %s, %s, %s"
              .formatted(
                  each.getType(),
                  each.getStatus(),
                  each.getError() == null ? each.getLocation() : each.getError().getDetail()));
    }
    if (export.getStatus() != Status.SUCCESS) {
      throw new IllegalStateException("Not everywhere: " + export.getStatusReason());
    }
    configs.deleteDeliveryConfig(config.getId());
  }

  /** Returns an Idempotency-Key: sent again with the same, nothing is made twice. */
  private static String key() {
    return UUID.randomUUID().toString();
  }
}
