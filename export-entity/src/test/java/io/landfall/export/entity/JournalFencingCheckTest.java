package io.landfall.export.entity;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import akka.persistence.query.PersistenceQuery;
import akka.persistence.testkit.PersistenceTestKitPlugin;
import akka.persistence.testkit.javadsl.PersistenceTestKit;
import akka.persistence.testkit.query.javadsl.PersistenceTestKitReadJournal;
import akka.stream.javadsl.Source;
import com.typesafe.config.ConfigFactory;
import io.landfall.export.ExportDetails;
import io.landfall.export.StaleCommitException;
import io.landfall.export.StepPorts;
import io.landfall.export.UploadTarget;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportFailure;
import io.landfall.model.delivery.DeliveryReceipt;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JournalFencingCheckTest {
  private static final String ID = ExportEntity.persistenceId(Samples.ID).id();
  private static final ExportAttempt FIRST = ExportAttempt.first(Samples.ID);
  private static final List<ExportEvent> COMMITTING =
      List.of(
          new ExportEvent.Requested(Samples.REQUEST, Samples.NOW),
          new ExportEvent.Planned(Samples.PLAN, Samples.NOW),
          new ExportEvent.UploadOpened(new UploadTarget.MultipartUpload("upload-1"), Samples.NOW),
          new ExportEvent.TaskStored(Samples.task(0), Samples.NOW),
          new ExportEvent.TaskStored(Samples.task(1), Samples.NOW),
          new ExportEvent.CommitIntended(Samples.PARTS, Samples.NOW));

  private final ActorTestKit akka =
      ActorTestKit.create(
          PersistenceTestKitPlugin.getInstance()
              .config()
              .withFallback(
                  ConfigFactory.parseString("akka.persistence.testkit.events.serialize = off")));
  private final PersistenceTestKit journal = PersistenceTestKit.create(akka.system());
  private final JournalFencingCheck fencingCheck =
      new JournalFencingCheck(
          akka.system(),
          PersistenceQuery.get(akka.system())
              .getReadJournalFor(
                  PersistenceTestKitReadJournal.class, PersistenceTestKitReadJournal.Identifier()),
          Duration.ofSeconds(3));

  @AfterEach
  void stop() {
    akka.shutdownTestKit();
  }

  @Test
  void theCopyThatTheJournalAgreesWithMayCommit() throws Exception {
    persist(COMMITTING);
    check(6);
  }

  @Test
  void whatBecomesOfOtherDestinationsDoesNotMatter() throws Exception {
    var events = new ArrayList<>(COMMITTING);
    events.add(new ExportEvent.ObjectStored(Samples.OBJECT, Samples.NOW));
    var receipt = new DeliveryReceipt(0, "a.tif", "/x", 1, "0b", "image/tiff", List.of());
    events.add(new ExportEvent.Delivered(receipt, Samples.NOW));
    events.add(new ExportEvent.DeliveryOpened(Samples.SESSION, Samples.NOW));
    events.add(new ExportEvent.DeliveryFailed(Samples.DELIVERY_FAILURE, Samples.NOW));
    events.add(new ExportEvent.DestinationsAdded(Samples.DESTINATIONS, "ana", Samples.NOW));
    persist(events);
    check(7);
  }

  @Test
  void aStepThatTheJournalIsPastMayNot() {
    var events = new ArrayList<>(COMMITTING);
    events.add(new ExportEvent.ObjectStored(Samples.OBJECT, Samples.NOW));
    persist(events);
    assertStale(6, "event 7 is ObjectStored");
  }

  @Test
  void aCopyWhoseEventsTheJournalNeverHadMayNot() {
    persist(COMMITTING);
    assertStale(7, "has no event 7");
  }

  /** The copy that slept through the cancel still believes that it commits. */
  @Test
  void ofTwoCopiesTheOneThatMissedTheCancelIsRefused() throws Exception {
    persist(COMMITTING);
    TestProbe<Long> commits = akka.createTestProbe();
    copy(commits);
    long asked = commits.receiveMessage();
    check(asked);
    var second = copy(commits);
    assertThat(commits.receiveMessage()).as("both copies commit").isEqualTo(asked);

    TestProbe<StatusReply<ExportDetails>> canceled = akka.createTestProbe();
    second.tell(new EntityCommand.CancelExport("ana", null, canceled.ref()));
    canceled.receiveMessage();

    assertStale(asked, "event 7 is Canceled");
  }

  @Test
  void aJournalThatDoesNotAnswerLetsNothingPass() {
    var unresponsive =
        new JournalFencingCheck(
            akka.system(), (id, from, to) -> Source.never(), Duration.ofMillis(100));
    assertThatThrownBy(() -> unresponsive.check(FIRST, 6).toCompletableFuture().get(3, SECONDS))
        .cause()
        .isInstanceOfSatisfying(
            ExportFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.DATABASE_UNAVAILABLE));
  }

  /** Returns a copy of the export that tells the version it asks for a commit with. */
  private ActorRef<EntityCommand> copy(TestProbe<Long> commits) {
    StepPorts stepPorts =
        (StepPorts)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {StepPorts.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("commit")) {
                    commits.ref().tell((Long) arguments[arguments.length - 1]);
                  }
                  return null;
                });
    Duration never = Duration.ofMinutes(9);
    return akka.spawn(
        ExportEntity.create(
            Samples.ID,
            stepPorts,
            Clock.systemUTC(),
            new ExportEntitySettings(never, never, never, never, 1)));
  }

  private void persist(List<ExportEvent> events) {
    journal.persistForRecovery(ID, new ArrayList<Object>(events));
  }

  private void check(long sequenceNumber) throws Exception {
    fencingCheck.check(FIRST, sequenceNumber).toCompletableFuture().get(3, SECONDS);
  }

  private void assertStale(long sequenceNumber, String words) {
    assertThatThrownBy(() -> check(sequenceNumber))
        .matches(StaleCommitException::isCauseOf)
        .hasMessageContaining(words);
  }
}
