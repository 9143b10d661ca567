package io.landfall.export.entity;

import akka.actor.typed.javadsl.Adapter;
import akka.persistence.jdbc.config.JournalConfig;
import akka.persistence.jdbc.journal.dao.DefaultJournalDao;
import akka.persistence.jdbc.journal.dao.JournalTables.JournalAkkaSerializationRow;
import akka.serialization.Serialization;
import akka.stream.Materializer;
import akka.stream.javadsl.Sink;
import io.landfall.audit.chain.AuditKey;
import io.landfall.audit.chain.AuditKeys;
import io.landfall.audit.chain.ChainHeads;
import io.landfall.audit.chain.ChainHeads.Head;
import io.landfall.audit.chain.EventCause;
import io.landfall.audit.chain.EventHash;
import io.landfall.audit.chain.JournalRow;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import scala.Option;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.collection.immutable.Set;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.concurrent.Future$;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;
import scala.runtime.BoxedUnit;
import slick.dbio.DBIOAction;
import slick.dbio.Effect;
import slick.dbio.NoStream;
import slick.jdbc.JdbcBackend;
import slick.jdbc.JdbcProfile;
import slick.jdbc.SimpleJdbcAction;

/**
 * The journal: every event of an export goes there with who caused it and with its hash, which
 * covers the bytes that go to the database and the hash of the event before. Of {@link NewExports}
 * nothing is asked. Made by Akka, by its name.
 */
final class ExportJournalDao extends DefaultJournalDao {
  private static final String EXPORTS = ExportEntity.TYPE.name() + "|";

  /** Ends of chains that are not read again before the next event: about 3 MB. */
  private static final int HEADS = 10_000;

  private final NewExports newExports;
  private final EventCauses causes;
  private final ChainHeads heads = new ChainHeads(HEADS);
  private final AuditKey key;
  private final int textSerializer;
  private final Materializer materializer;
  private final ExecutionContext executor;

  ExportJournalDao(
      JdbcBackend.DatabaseDef database,
      JdbcProfile profile,
      JournalConfig config,
      Serialization serialization,
      ExecutionContext executor,
      Materializer materializer) {
    super(database, profile, config, serialization, executor, materializer);
    var system = Adapter.toTyped(serialization.system());
    this.newExports = NewExports.of(system);
    this.causes = EventCauses.of(system);
    this.key =
        serialization
            .system()
            .settings()
            .setup()
            .get(AuditKeys.class)
            .flatMap(AuditKeys::newest)
            .orElse(null);
    this.textSerializer = serialization.findSerializerFor("").identifier();
    this.materializer = materializer;
    this.executor = executor;
  }

  @Override
  public Future<Object> highestSequenceNr(String persistenceId, long from) {
    return newExports.takeNew(persistenceId)
        ? Future$.MODULE$.successful(0L)
        : super.highestSequenceNr(persistenceId, from);
  }

  /** Writes the events of one export, or what others keep in the journal. */
  @Override
  public Future<BoxedUnit> queueWriteJournalRows(
      Seq<Tuple2<JournalAkkaSerializationRow, Set<String>>> rows) {
    if (rows.isEmpty() || !rows.head()._1().persistenceId().startsWith(EXPORTS)) {
      return super.queueWriteJournalRows(rows);
    }
    String id = rows.head()._1().persistenceId();
    EventCause cause = Optional.ofNullable(causes.take(id)).orElseGet(EventCause::unknown);
    CompletionStage<Void> written =
        findHead(id, rows.head()._1().sequenceNumber() - 1)
            .thenCompose(
                head -> {
                  var chained = new ArrayList<Tuple2<JournalAkkaSerializationRow, Set<String>>>();
                  Head last = chain(head, cause, CollectionConverters.asJava(rows), chained);
                  return FutureConverters.asJava(
                          super.queueWriteJournalRows(
                              CollectionConverters.asScala(chained).toList()))
                      .thenAccept(done -> heads.put(id, last));
                });
    return FutureConverters.asScala(
        written
            .whenComplete(
                (done, thrown) -> {
                  if (thrown != null) {
                    heads.remove(id); // it may stand in the journal all the same
                  }
                })
            .thenApply(done -> BoxedUnit.UNIT));
  }

  /**
   * Writes rows in one transaction. What a shard remembers of an export does not wait for the disk
   * alone: the first event of that export does right after it, and the database brings what was
   * committed before to the disk with it.
   */
  @Override
  public Future<BoxedUnit> writeJournalRows(
      Seq<Tuple2<JournalAkkaSerializationRow, Set<String>>> rows) {
    boolean hasEvents =
        CollectionConverters.asJava(rows).stream()
            .anyMatch(row -> row._1().persistenceId().startsWith(EXPORTS));
    if (hasEvents) {
      return super.writeJournalRows(rows);
    }
    DBIOAction<BoxedUnit, NoStream, Effect.All> later =
        new SimpleJdbcAction<>(ExportJournalDao::commitWithoutSync);
    DBIOAction<Object, NoStream, Effect.All> both =
        later.andThen(queries().writeJournalRows(rows, executor));
    return run(profile().api().jdbcActionExtensionMethods(both).transactionally())
        .map(done -> BoxedUnit.UNIT, executor);
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // Scala lets an action with any effect run
  private Future<Object> run(DBIOAction<Object, NoStream, Effect.All> action) {
    return db().run((DBIOAction) action);
  }

  private static BoxedUnit commitWithoutSync(JdbcBackend.JdbcActionContext context) {
    try (Statement statement = context.connection().createStatement()) {
      statement.execute("set local synchronous_commit = off");
      return BoxedUnit.UNIT;
    } catch (SQLException e) {
      throw new CompletionException(e);
    }
  }

  /** Adds the rows, each after the one before it, and returns what the last one is. */
  private Head chain(
      Head head,
      EventCause cause,
      List<Tuple2<JournalAkkaSerializationRow, Set<String>>> rows,
      List<Tuple2<JournalAkkaSerializationRow, Set<String>>> chained) {
    var hash = new EventHash();
    Head last = head;
    for (Tuple2<JournalAkkaSerializationRow, Set<String>> row : rows) {
      JournalRow next =
          hash.chain(
              plain(row._1()), cause.within(last.requestId()), last.hash(), key, textSerializer);
      chained.add(new Tuple2<>(withMetadata(row._1(), next), row._2()));
      last = Head.of(next.sequenceNumber(), next.metadata());
    }
    return last;
  }

  /** Finds the end of the chain: this node has written it last, or the journal knows. */
  private CompletionStage<Head> findHead(String persistenceId, long sequenceNumber) {
    Head known = sequenceNumber == 0 ? Head.NONE : heads.find(persistenceId, sequenceNumber);
    if (known != null) {
      return CompletableFuture.completedStage(known);
    }
    return messages(persistenceId, sequenceNumber, sequenceNumber, 1)
        .asJava()
        .runWith(Sink.headOption(), materializer)
        .thenApply(
            found -> {
              Option<Object> metadata =
                  found.isEmpty() ? Option.empty() : found.get().get()._1().metadata();
              boolean isText = metadata.isDefined() && metadata.get() instanceof String;
              return Head.of(
                  sequenceNumber,
                  isText ? ((String) metadata.get()).getBytes(StandardCharsets.UTF_8) : null);
            });
  }

  private static JournalRow plain(JournalAkkaSerializationRow row) {
    return new JournalRow(
        0,
        false,
        row.persistenceId(),
        row.sequenceNumber(),
        row.writer(),
        row.writeTimestamp(),
        row.adapterManifest(),
        row.eventSerId(),
        row.eventSerManifest(),
        row.eventPayload(),
        null,
        null,
        null);
  }

  private static JournalAkkaSerializationRow withMetadata(
      JournalAkkaSerializationRow row, JournalRow chained) {
    return new JournalAkkaSerializationRow(
        row.ordering(),
        row.deleted(),
        row.persistenceId(),
        row.sequenceNumber(),
        row.writer(),
        row.writeTimestamp(),
        row.adapterManifest(),
        row.eventPayload(),
        row.eventSerId(),
        row.eventSerManifest(),
        Option.apply(chained.metadata()),
        Option.apply((Object) chained.metadataSerializerId()),
        Option.apply(chained.metadataManifest()));
  }
}
