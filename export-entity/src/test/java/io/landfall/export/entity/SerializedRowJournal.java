package io.landfall.export.entity;

import static java.nio.charset.StandardCharsets.UTF_8;

import akka.dispatch.Futures;
import akka.persistence.AtomicWrite;
import akka.persistence.PersistentRepr;
import akka.persistence.journal.japi.AsyncWriteJournal;
import akka.serialization.SerializationExtension;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import scala.concurrent.Future;

/** A journal of rows as they stand in the database: read through the serializer of events. */
public final class SerializedRowJournal extends AsyncWriteJournal {
  private static final int EVENT = 4801;
  private static final Map<String, List<String>> ROWS = new ConcurrentHashMap<>();

  /** Returns what makes it the journal of an actor system; snapshots go nowhere. */
  static Config config() {
    return ConfigFactory.parseString(
        """
        rows { class = "%s", plugin-dispatcher = "akka.actor.default-dispatcher" }
        akka.persistence.journal.plugin = rows
        akka.persistence.snapshot-store.plugin = "akka.persistence.no-snapshot-store"
        """
            .formatted(SerializedRowJournal.class.getName()));
  }

  static void put(String persistenceId, List<String> rows) {
    ROWS.put(persistenceId, new ArrayList<>(rows));
  }

  @Override
  public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(
      Iterable<AtomicWrite> messages) {
    var serialization = SerializationExtension.get(context().system());
    for (AtomicWrite write : messages) {
      var rows = ROWS.computeIfAbsent(write.persistenceId(), id -> new ArrayList<>());
      for (var one : scala.jdk.javaapi.CollectionConverters.asJava(write.payload())) {
        Object event =
            one.payload() instanceof akka.persistence.journal.Tagged tagged
                ? tagged.payload()
                : one.payload();
        rows.add(new String(serialization.serialize(event).get(), UTF_8));
      }
    }
    return Futures.successful(List.of());
  }

  @Override
  public Future<Void> doAsyncDeleteMessagesTo(String persistenceId, long toSequenceNr) {
    return Futures.successful(null);
  }

  @Override
  public Future<Void> doAsyncReplayMessages(
      String persistenceId, long from, long to, long max, Consumer<PersistentRepr> replay) {
    var serialization = SerializationExtension.get(context().system());
    var rows = List.copyOf(ROWS.getOrDefault(persistenceId, List.of()));
    try {
      for (long number = from; number <= Math.min(to, rows.size()); number++) {
        byte[] row = rows.get((int) number - 1).getBytes(UTF_8);
        Object event = serialization.deserialize(row, EVENT, "").get();
        replay.accept(
            PersistentRepr.apply(
                event, number, persistenceId, "", false, akka.actor.ActorRef.noSender(), ""));
      }
      return Futures.successful(null);
    } catch (Exception e) {
      return Futures.failed(e);
    }
  }

  @Override
  public Future<Long> doAsyncReadHighestSequenceNr(String persistenceId, long from) {
    return Futures.successful((long) ROWS.getOrDefault(persistenceId, List.of()).size());
  }
}
