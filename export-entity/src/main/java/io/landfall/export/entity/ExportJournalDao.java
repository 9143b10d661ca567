package io.landfall.export.entity;

import akka.actor.typed.javadsl.Adapter;
import akka.persistence.jdbc.config.JournalConfig;
import akka.persistence.jdbc.journal.dao.DefaultJournalDao;
import akka.serialization.Serialization;
import akka.stream.Materializer;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.concurrent.Future$;
import slick.jdbc.JdbcBackend;
import slick.jdbc.JdbcProfile;

/** The journal, which is not asked of {@link NewExports}. Made by Akka, by its name. */
final class ExportJournalDao extends DefaultJournalDao {
  private final NewExports newExports;

  ExportJournalDao(
      JdbcBackend.DatabaseDef database,
      JdbcProfile profile,
      JournalConfig config,
      Serialization serialization,
      ExecutionContext executor,
      Materializer materializer) {
    super(database, profile, config, serialization, executor, materializer);
    newExports = NewExports.of(Adapter.toTyped(serialization.system()));
  }

  @Override
  public Future<Object> highestSequenceNr(String persistenceId, long from) {
    return newExports.takeNew(persistenceId)
        ? Future$.MODULE$.successful(0L)
        : super.highestSequenceNr(persistenceId, from);
  }
}
