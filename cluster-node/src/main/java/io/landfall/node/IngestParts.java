package io.landfall.node;

import akka.actor.typed.ActorSystem;
import com.typesafe.config.Config;
import io.landfall.index.Catalogues;
import io.landfall.index.SceneLoads;
import io.landfall.ingest.ClusterIngest;
import io.landfall.ingest.IngestActor;
import io.landfall.ingest.IngestControl;
import io.landfall.ingest.IngestLog;
import io.landfall.ingest.IngestReport;
import io.landfall.ingest.IngestRun;
import io.landfall.ingest.IngestSettings;
import io.landfall.ingest.IngestTally;
import io.landfall.ingest.JdbcIngestLog;
import io.landfall.ingest.ListSource;
import io.landfall.node.schema.Database;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Joins list, index and log to runs. */
public final class IngestParts implements IngestActor.Runs {
  private final Database database;
  private final IngestSettings settings;
  private final IngestLog log;

  public IngestParts(Database database, Config config) {
    this.database = database;
    settings = IngestSettings.from(config);
    log = new JdbcIngestLog(database.dataSource());
  }

  /** Starts the cluster's one ingest, should it live here, and returns the way to it. */
  IngestControl start(ActorSystem<?> system, IngestTally tally, Executor blocking) {
    return new ClusterIngest(
        IngestActor.init(system, settings, this, tally, Clock.systemUTC()), system, log, blocking);
  }

  @Override
  public IngestRun make(Consumer<IngestReport> listener) {
    return make(settings.options(false), listener);
  }

  /** Makes a run that reads the list although it is known already. */
  public IngestRun makeForced(Consumer<IngestReport> listener) {
    return make(settings.options(true), listener);
  }

  private IngestRun make(IngestRun.Options options, Consumer<IngestReport> listener) {
    SceneLoads loads = Catalogues.loads(database.dataSource());
    return new IngestRun(source(), loads, log, Clock.systemUTC(), options, listener);
  }

  @Override
  public Optional<Instant> lastGood() {
    return log.lastGood(source().name());
  }

  private ListSource source() {
    return ListSource.of(settings.list(), settings.patience());
  }
}
