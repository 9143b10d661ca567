import akka.actor.ActorSystem;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import com.typesafe.config.ConfigFactory;
import io.landfall.audit.chain.AuditKey;
import io.landfall.audit.chain.EventCause;
import io.landfall.audit.chain.EventHash;
import io.landfall.audit.chain.EventMetadata;
import io.landfall.audit.chain.JournalRow;
import io.landfall.export.UploadTarget;
import io.landfall.export.entity.ExportEvent;
import io.landfall.model.ExportId;
import io.landfall.model.GeoTransform;
import io.landfall.model.PixelGrid;
import io.landfall.model.RasterGeometry;
import io.landfall.model.Resampling;
import io.landfall.model.SampleType;
import io.landfall.model.SceneId;
import io.landfall.model.StoredObject;
import io.landfall.model.StoredPart;
import io.landfall.model.delivery.DeliveryReceipt;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.ExportPlanBuilder;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.plan.PlannedBand;
import io.landfall.model.plan.PlannedScene;
import io.landfall.model.plan.PlannedTask;
import io.landfall.model.plan.StoredTask;
import io.landfall.model.plan.TileLayout;
import io.landfall.model.request.ExportRequestBuilder;
import io.landfall.model.request.ExportSource;
import io.landfall.model.request.OutputFormat;
import io.landfall.model.request.Tool;
import io.landfall.node.config.Configuration;
import io.landfall.node.services.BackingServices;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Fills the journal of a running node with exports of 50 events, as nodes write them: by the
 * serializer of events, with their chains, 100 exports at a time so that their rows lie mixed.
 *
 * <pre>
 * java -cp cluster-node/target/landfall.jar src/bench/Journal.java DATA_DIR EVENTS
 * </pre>
 */
public final class Journal {
  private static final int EVENTS = 50;
  private static final int TASKS = 40;
  private static final int AT_A_TIME = 100;
  private static final String INSERT =
      "insert into event_journal (persistence_id, sequence_number, writer, write_timestamp,"
          + " adapter_manifest, event_ser_id, event_ser_manifest, event_payload, meta_ser_id,"
          + " meta_ser_manifest, meta_payload) values (?, ?, ?, ?, '', ?, '', ?, ?, '', ?)";

  private final Serialization serialization;
  private final AuditKey key;
  private final EventHash hash = new EventHash();
  private final Random random = new Random(1);

  private Journal(ActorSystem system, AuditKey key) {
    this.serialization = SerializationExtension.get(system);
    this.key = key;
  }

  public static void main(String[] args) throws Exception {
    if (args.length != 2) {
      System.err.println("DATA_DIR EVENTS");
      System.exit(2);
    }
    var config =
        Configuration.load(Map.of("landfall.data-dir", args[0]), System.getenv(), Path.of(""));
    var system = ActorSystem.create("bench", ConfigFactory.load());
    try (BackingServices services = BackingServices.connectDatabase(config);
        Connection connection = services.database().dataSource().getConnection()) {
      connection.setAutoCommit(false);
      new Journal(system, services.auditKeys(config).newest().orElseThrow())
          .fill(connection, Long.parseLong(args[1]));
    } finally {
      system.terminate();
    }
  }

  private void fill(Connection connection, long wanted) throws Exception {
    long written = 0;
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      while (written < wanted) {
        List<ExportId> ids = new ArrayList<>();
        String[] last = new String[AT_A_TIME];
        for (int i = 0; i < AT_A_TIME; i++) {
          ids.add(ExportId.generate());
        }
        for (int number = 1; number <= EVENTS; number++) {
          for (int i = 0; i < AT_A_TIME; i++) {
            last[i] = add(insert, ids.get(i), number, last[i]);
          }
          insert.executeBatch();
        }
        connection.commit();
        written += (long) EVENTS * AT_A_TIME;
        if (written % 100_000 == 0) {
          System.err.println(written + " events");
        }
      }
    }
    try (var analyze = connection.createStatement()) {
      analyze.execute("analyze event_journal");
    }
    connection.commit();
  }

  private String add(PreparedStatement insert, ExportId id, int number, String previous)
      throws Exception {
    Object event = event(id, number);
    byte[] payload = serialization.serialize(event).get();
    int serializer = serialization.findSerializerFor(event).identifier();
    String user = "user-" + Math.floorMod(id.hashCode(), 100);
    var cause =
        number == 1
            ? new EventCause(
                user, "submitExport", "4bf92f3577b34da6a3ce929d0e0e4736", key.client("192.0.2.1"))
            : new EventCause(
                EventCause.SYSTEM, "acceptTask", "4bf92f3577b34da6a3ce929d0e0e4736", null);
    var row =
        new JournalRow(
            0,
            false,
            "export|" + id,
            number,
            "bench",
            System.currentTimeMillis(),
            "",
            serializer,
            "",
            payload,
            null,
            null,
            null);
    JournalRow chained =
        hash.chain(row, cause, previous, key, serialization.findSerializerFor("").identifier());
    insert.setString(1, chained.persistenceId());
    insert.setLong(2, number);
    insert.setString(3, chained.writer());
    insert.setLong(4, chained.writtenMillis());
    insert.setInt(5, serializer);
    insert.setBytes(6, payload);
    insert.setInt(7, chained.metadataSerializerId());
    insert.setBytes(8, chained.metadata());
    insert.addBatch();
    return EventMetadata.parse(chained.metadata()).hash();
  }

  private ExportEvent event(ExportId id, int number) {
    Instant now = Instant.now();
    return switch (number) {
      case 1 ->
          new ExportEvent.Requested(
              new ExportRequestBuilder(
                      "user-" + Math.floorMod(id.hashCode(), 100),
                      new ExportSource.MosaicSource(
                          List.of(scene(id, 0), scene(id, 1)), List.of("red")))
                  .name("bench")
                  .build(),
              now);
      case 2 -> new ExportEvent.Planned(plan(id), now);
      case 3 -> new ExportEvent.UploadOpened(new UploadTarget.MultipartUpload("up-" + id), now);
      case 44 ->
          new ExportEvent.CommitIntended(List.of(new StoredPart(1, "\"h\"", 5_242_880, "01")), now);
      case 45 ->
          new ExportEvent.ObjectStored(
              new StoredObject(
                  "exports/" + id + "/bench.tif", "\"o\"", 220_000_000, "0b".repeat(32)),
              now);
      case 46 ->
          new ExportEvent.Delivered(
              new DeliveryReceipt(
                  0, "bench.tif", "/v1/exports/" + id, 220_000_000, "0b".repeat(32), "image/tiff"),
              now);
      case 47 -> new ExportEvent.Completed(now);
      case 48 -> new ExportEvent.CleanedUp(now);
      case 49 -> new ExportEvent.Retried("user-1", 2, now);
      case 50 -> new ExportEvent.Canceled("user-1", io.landfall.export.ExportStep.PLAN, now);
      default -> new ExportEvent.TaskStored(task(id, number - 4), now);
    };
  }

  private static SceneId scene(ExportId id, int which) {
    return new SceneId("LC08_L1TP_%06d_T%d".formatted(Math.floorMod(id.hashCode(), 1_000), which));
  }

  private StoredTask task(ExportId id, int index) {
    int[] lengths = new int[64];
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = 20_000 + random.nextInt(200_000);
    }
    return new StoredTask(
        index,
        new StoredPart(2 + index, "\"v%d\"".formatted(index), 5_500_000, "0a".repeat(32)),
        new StoredPart(2 + TASKS + index, "\"f%d\"".formatted(index), 5_500_000, "1a".repeat(32)),
        List.of(lengths, new int[] {4_000, 5_000}),
        List.of(scene(id, 0)),
        "worker-1",
        null);
  }

  private static ExportPlan plan(ExportId id) {
    var geometry =
        new RasterGeometry(32625, GeoTransform.northUp(300000, 9120000, 30, 30), 7000, 6000);
    var band =
        new PlannedBand(
            "red",
            "https://example.org/B4.TIF",
            "\"e\"",
            1000,
            0,
            SampleType.UINT16,
            0.0,
            geometry,
            null);
    List<PlannedTask> tasks = new ArrayList<>();
    for (int task = 0; task < TASKS; task++) {
      tasks.add(new PlannedTask(task, List.of(task)));
    }
    return new ExportPlanBuilder("0.1.0", "bench.tif")
        .grid(new PixelGrid(32725, 300000, 9120000, 30, 10240, 5120))
        .scenes(
            List.of(
                new PlannedScene(scene(id, 0), "one", List.of(band), null),
                new PlannedScene(scene(id, 1), "two", List.of(band), null)))
        .resampling(Resampling.BILINEAR)
        .tool(new Tool.LinearStretchTool(List.of(new Tool.ValueRange(0, 3000))))
        .bands(new OutputBands(List.of("red"), SampleType.UINT8, 0.0))
        .format(
            new OutputFormat(
                OutputFormat.FileFormat.COG,
                OutputFormat.BlockCompression.DEFLATE,
                null,
                1,
                2,
                512,
                Resampling.AVERAGE))
        .layout(new TileLayout(1, tasks, 2, false, false, 123_456))
        .build();
  }
}
