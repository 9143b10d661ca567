package io.landfall.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.index.SceneIndex;
import io.landfall.ingest.IngestReport;
import io.landfall.ingest.IngestRun;
import io.landfall.ingest.JdbcIngestLog;
import io.landfall.ingest.list.SceneListSource;
import io.landfall.node.config.Configuration;
import io.landfall.node.embedded.DatabaseEndpoint;
import io.landfall.node.embedded.RuntimeFile;
import io.landfall.node.schema.Database;
import io.landfall.node.schema.DatabaseSettings;
import io.landfall.node.schema.DatabaseUrl;
import io.landfall.node.schema.Schema;
import io.landfall.node.wiring.RunningService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A service in this process, its index loaded with lists. */
record LoadedService(RunningService service, DataSource database) implements AutoCloseable {
  /**
   * Scenes of every kind: before collections and of the first, RT and T1, over the antimeridian.
   */
  private static final String LIST =
      """
      productId,entityId,acquisitionDate,cloudCover,processingLevel,path,row,min_lat,min_lon,max_lat,max_lon,download_url
      LC08_L1TP_139045_20170304_20170316_01_T1,LC81390452017063LGN00,2017-03-04 04:23:53.651190,0.36,L1TP,139,45,20.67891,86.15231,22.80129,88.40018,https://s3-us-west-2.amazonaws.com/landsat-pds/c1/L8/139/045/LC08_L1TP_139045_20170304_20170316_01_T1/index.html
      LC08_L1TP_040037_20190131_20190131_01_RT,LC80400372019031LGN00,2019-01-31 18:22:19.202992,57,L1TP,40,37,32.10785,-118.39292,34.22627,-115.89148,https://s3-us-west-2.amazonaws.com/landsat-pds/c1/L8/040/037/LC08_L1TP_040037_20190131_20190131_01_RT/index.html
      LC08_L1GT_072087_20180612_20180615_01_T2,LC80720872018163LGN00,2018-06-12 22:01:08.113020,91.2,L1GT,72,87,-39.91012,178.95001,-37.69005,-178.41113,https://s3-us-west-2.amazonaws.com/landsat-pds/c1/L8/072/087/LC08_L1GT_072087_20180612_20180615_01_T2/index.html
      LC80260392015002LGN00,LC80260392015002LGN00,2015-01-02 16:56:51.399666,90.84,L1GT,26,39,29.23106,-97.48576,31.36421,-95.16029,https://s3-us-west-2.amazonaws.com/landsat-pds/L8/026/039/LC80260392015002LGN00/index.html
      """;

  /** Starts one on the embedded database. */
  static LoadedService start(Path temp, List<Path> more) {
    RunningService service = service(temp, "");
    DatabaseEndpoint address = RuntimeFile.find(temp.resolve("data")).orElseThrow().database();
    return loaded(service, address, temp, more);
  }

  /** Starts one on a database of its own, {@code postgres://...}, whose schema is made here. */
  static LoadedService on(String databaseUrl, Path temp) {
    DatabaseEndpoint address = DatabaseUrl.parse(databaseUrl);
    Duration timeout = Duration.ofSeconds(20);
    try (var database =
        Database.connect(address, new DatabaseSettings("", 4, timeout, timeout, timeout))) {
      new Schema(database).migrateUp();
    }
    return loaded(service(temp, databaseUrl), address, temp, List.of());
  }

  private static RunningService service(Path temp, String databaseUrl) {
    return RunningService.startOwning(
        Configuration.load(
            Map.of(
                "landfall.data-dir",
                temp.resolve("data").toString(),
                "landfall.database.url",
                databaseUrl,
                "landfall.api.port",
                0,
                "landfall.management.port",
                0),
            Map.of(),
            temp));
  }

  private static LoadedService loaded(
      RunningService service, DatabaseEndpoint address, Path temp, List<Path> more) {
    var database = new PGSimpleDataSource();
    database.setUrl(address.url());
    database.setUser(address.user());
    database.setPassword(address.password());
    var searched = new LoadedService(service, database);
    searched.ingest(written(temp.resolve("list.csv")));
    more.forEach(searched::ingest);
    return searched;
  }

  private static Path written(Path file) {
    try {
      return Files.writeString(file, LIST);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void ingest(Path list) {
    Duration timeout = Duration.ofSeconds(10);
    IngestReport report =
        new IngestRun(
                SceneListSource.of(list.toString(), timeout),
                SceneIndex.openLoads(database),
                new JdbcIngestLog(database),
                Clock.systemUTC(),
                new IngestRun.IngestRunOptions(1, timeout, false),
                progress -> {})
            .run();
    assertThat(report.state().isSuccess()).as(report::toString).isTrue();
  }

  String url() {
    return service.url().orElseThrow();
  }

  @Override
  public void close() {
    service.close();
  }
}
