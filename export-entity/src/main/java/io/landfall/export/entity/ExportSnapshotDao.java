package io.landfall.export.entity;

import akka.actor.typed.javadsl.Adapter;
import akka.persistence.SnapshotMetadata;
import akka.persistence.jdbc.config.SnapshotConfig;
import akka.persistence.jdbc.snapshot.dao.DefaultSnapshotDao;
import akka.serialization.Serialization;
import akka.stream.Materializer;
import scala.Option;
import scala.Tuple2;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.concurrent.Future$;
import slick.jdbc.JdbcBackend;
import slick.jdbc.JdbcProfile;

/** The snapshots, which are not asked of {@link NewExports}. Made by Akka, by its name. */
final class ExportSnapshotDao extends DefaultSnapshotDao {
  private final NewExports newExports;

  ExportSnapshotDao(
      JdbcBackend.DatabaseDef database,
      JdbcProfile profile,
      SnapshotConfig config,
      Serialization serialization,
      ExecutionContext executor,
      Materializer materializer) {
    super(database, profile, config, serialization, executor, materializer);
    newExports = NewExports.of(Adapter.toTyped(serialization.system()));
  }

  @Override
  public Future<Option<Tuple2<SnapshotMetadata, Object>>> latestSnapshot(String persistenceId) {
    return newExports.isNew(persistenceId)
        ? Future$.MODULE$.successful(Option.empty())
        : super.latestSnapshot(persistenceId);
  }
}
