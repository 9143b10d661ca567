package io.landfall.node.wiring;

import akka.actor.typed.ActorSystem;
import com.typesafe.config.Config;
import io.landfall.index.SceneIndex;
import io.landfall.index.load.SceneLoads;
import io.landfall.ingest.ClusterIngestControl;
import io.landfall.ingest.IngestActor;
import io.landfall.ingest.IngestControl;
import io.landfall.ingest.IngestLog;
import io.landfall.ingest.IngestMetrics;
import io.landfall.ingest.IngestReport;
import io.landfall.ingest.IngestRun;
import io.landfall.ingest.IngestSettings;
import io.landfall.ingest.JdbcIngestLog;
import io.landfall.ingest.list.SceneListSource;
import io.landfall.node.schema.Database;
import io.landfall.pool.BoundedPool;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** Joins list, index and log to runs. */
public final class JdbcIngestRunFactory implements IngestActor.IngestRunFactory {
  private final Database database;
  private final IngestSettings settings;
  private final IngestLog log;

  public JdbcIngestRunFactory(Database database, Config config) {
    this.database = database;
    settings = IngestSettings.from(config);
    log = new JdbcIngestLog(database.dataSource());
  }

  /** Starts the cluster's one ingest, should it live here, and returns the way to it. */
  IngestControl start(ActorSystem<?> system, IngestMetrics metrics, BoundedPool pool) {
    return new ClusterIngestControl(
        IngestActor.init(system, settings, this, metrics, Clock.systemUTC()), system, log, pool);
  }

  @Override
  public IngestRun create(Consumer<IngestReport> listener) {
    return create(settings.options(false), listener);
  }

  /** Makes a run that reads the list although it is known already. */
  public IngestRun createForced(Consumer<IngestReport> listener) {
    return create(settings.options(true), listener);
  }

  private IngestRun create(IngestRun.IngestRunOptions options, Consumer<IngestReport> listener) {
    SceneLoads loads = SceneIndex.openLoads(database.dataSource());
    return new IngestRun(source(), loads, log, Clock.systemUTC(), options, listener);
  }

  @Override
  public Optional<Instant> lastSuccess() {
    return log.findLastSuccess(source().displayName());
  }

  private SceneListSource source() {
    return settings.source();
  }
}
