package io.landfall.export.entity;

import static io.landfall.export.entity.Samples.ID;
import static io.landfall.export.entity.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import akka.pattern.StatusReply;
import io.landfall.export.ExpirySettings;
import io.landfall.export.ExportStep;
import io.landfall.export.ExportSummary;
import io.landfall.export.entity.ExportProtocol.Decision;
import io.landfall.export.entity.ExportState.ExistingState;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The file of an export that has ended goes when its time is over, and of no other. */
class ExportExpiryTest {
  private static final Instant LATER = NOW.plus(Duration.ofDays(40));
  private static final Instant DATE = NOW.plus(Duration.ofDays(30));
  private static final ExpirySettings MONTH =
      new ExpirySettings(
          Duration.ofDays(30), Duration.ofHours(1), Duration.ofDays(1), Duration.ofMinutes(1), 1);

  @Test
  void aSuccessExpiresAndItsFilesAreDiscarded() {
    ExportState expired = expire(success(), LATER);

    var known = (FinishedState) expired;
    assertThat(known.keepsFile()).isFalse();
    assertThat(known.cleanedUp()).isFalse();
    assertThat(known.step()).isEqualTo(ExportStep.DISCARD);
    assertThat(summary(expired).status()).isEqualTo(ExportStatus.SUCCESS);
    assertThat(summary(expired).statusReason()).isEqualTo("EXPIRED");
    assertThat(summary(expired).expiredAt()).isEqualTo(LATER);
    assertThat(summary(expired).endedAt()).isEqualTo(NOW);
    var ports = new RecordingStepPorts();
    expired.resumeStep(ID, ports);
    assertThat(ports.take()).containsExactly("discard 1");
    assertThat(expired.apply(new ExportEvent.CleanedUp(LATER)).isDone()).isTrue();
  }

  @Test
  void whatHasExpiredIsNotDeliveredAgainNorExpiredTwice() {
    ExportState expired = expire(success(), LATER);

    Decision deliver =
        decide(expired, new EntityCommand.AddDestinations(Samples.DESTINATIONS, "ana", null, null));
    assertThat(deliver.events()).isEmpty();
    assertThat(deliver.reply().apply(expired).getError())
        .hasMessageContaining("its file is not kept. Submit it again.");
    assertThat(decide(expired, new EntityCommand.ExpireExport(LATER, null)).events()).isEmpty();
  }

  @Test
  void whatIsUnderWayOrTooYoungStays() {
    for (ExportState state : Samples.states()) {
      if (state instanceof ExistingState && !(state instanceof FinishedState)) {
        assertThat(decide(state, new EntityCommand.ExpireExport(LATER, null)).events())
            .as(state.getClass().getSimpleName())
            .isEmpty();
      }
    }
    assertThat(decide(success(), new EntityCommand.ExpireExport(DATE, null)).events()).isEmpty();
    assertThat(decide(dateless(), new EntityCommand.ExpireExport(LATER, null)).events()).isEmpty();
    assertThat(decide(success(), new EntityCommand.ExpireExport(LATER, null, null)).events())
        .as("asked by a node that knows no dates")
        .isEmpty();
    ExportState again =
        success().apply(new ExportEvent.DestinationsAdded(Samples.DESTINATIONS, "ana", NOW));
    assertThat(decide(again, new EntityCommand.ExpireExport(LATER, null)).events()).isEmpty();
  }

  @Test
  void aFileKeptForARetryGoesTooAndTheRetryRendersAgain() {
    ExportState failed =
        delivering()
            .apply(
                new ExportEvent.Failed(
                    ErrorCode.DESTINATION_FULL, ExportStep.DELIVER, "Full.", NOW, false, DATE))
            .apply(new ExportEvent.CleanedUp(NOW));
    ExportState expired = expire(failed, LATER);

    assertThat(summary(expired).status()).isEqualTo(ExportStatus.ERROR);
    Decision retry = decide(expired, new EntityCommand.RetryExport("ana", null, null));
    assertThat(retry.events())
        .singleElement()
        .isInstanceOfSatisfying(
            ExportEvent.Retried.class, event -> assertThat(event.attempt()).isEqualTo(2));
    ExportState begun =
        expired.apply(retry.events().get(0)).apply(new ExportEvent.CleanedUp(LATER));
    assertThat(summary(begun).expiredAt()).isNull();
    assertThat(begun).isInstanceOf(RunningState.PendingState.class);
  }

  @Test
  void theDateIsToldOfWhatHasAFileAlone() {
    assertThat(summary(success()).expiresAt()).contains(DATE);
    assertThat(summary(success()).isOver(DATE.minusSeconds(1))).isFalse();
    assertThat(summary(success()).isOver(DATE)).isTrue();
    assertThat(summary(delivering()).expiresAt()).isEmpty();
    assertThat(summary(dateless()).expiresAt()).isEmpty();
    assertThat(summary(expire(success(), LATER)).expiresAt()).contains(LATER);
  }

  @Test
  void whatEndsAgainIsNotKeptForLessThanWasTold() {
    ExportState again =
        success()
            .apply(new ExportEvent.DestinationsAdded(Samples.DESTINATIONS, "ana", NOW))
            .apply(new ExportEvent.Canceled("ana", ExportStep.DELIVER, NOW, true, NOW));

    assertThat(summary(again).expiresAt()).contains(DATE);
  }

  @Test
  void aDateThatWasOverIsNotThatOfAFileThatIsMadeAfterIt() {
    ExportState kept =
        success()
            .apply(new ExportEvent.DestinationsAdded(Samples.DESTINATIONS, "ana", LATER))
            .apply(new ExportEvent.Completed(LATER));

    assertThat(summary(kept).status()).isEqualTo(ExportStatus.SUCCESS);
    assertThat(summary(kept).expiresAt()).as("files are kept for ever now").isEmpty();
    assertThat(decide(kept, new EntityCommand.ExpireExport(LATER.plusSeconds(9), null)).events())
        .isEmpty();
  }

  @Test
  void itsDateMovesForWhoAsksAndOnlyToALaterOne() {
    Decision later = keep(success(), DATE.plusSeconds(1));
    ExportState kept = success().apply(later.events().get(0));
    assertThat(summary(kept).expiresAt()).contains(DATE.plusSeconds(1));
    assertThat(((FinishedState) kept).cleanedUp()).isTrue();
    assertThat(keep(success(), DATE).events()).isEmpty();
    assertThat(keep(success(), DATE).reply().apply(success()).isSuccess()).isTrue();
    assertThat(refusal(success(), DATE.minusSeconds(1))).contains("are kept until " + DATE);
    assertThat(refusal(dateless(), LATER)).contains("it has no date");
    assertThat(refusal(delivering(), LATER)).contains("it has not ended");
    assertThat(refusal(expire(success(), LATER), LATER.plusSeconds(9))).contains("Submit it again");
  }

  @Test
  void whatHasEndedWithoutADateIsGivenOneOnce() {
    Decision dated = decide(dateless(), new EntityCommand.DateExport(LATER, null));
    ExportState after = dateless().apply(dated.events().get(0));
    assertThat(summary(after).expiresAt()).contains(LATER);
    for (ExportState other : List.of(after, success(), delivering())) {
      var again = new EntityCommand.DateExport(LATER.plusSeconds(1), null);
      assertThat(decide(other, again).events()).isEmpty();
    }
  }

  @Test
  void aLateDateLeavesTimeToReadOfIt() {
    assertThat(MONTH.lateDate(NOW, NOW)).isEqualTo(DATE);
    assertThat(MONTH.lateDate(NOW, LATER)).isEqualTo(LATER.plus(Duration.ofDays(1)));
  }

  private static Decision keep(ExportState state, Instant until) {
    return decide(state, new EntityCommand.KeepExport(until, "ana", null, null));
  }

  private static String refusal(ExportState state, Instant until) {
    Decision decision = keep(state, until);
    assertThat(decision.events()).isEmpty();
    return decision.reply().apply(state).getError().getMessage();
  }

  private static ExportState delivering() {
    return Samples.states().stream()
        .filter(state -> state instanceof DeliveringState)
        .findFirst()
        .orElseThrow();
  }

  private static ExportState success() {
    return success(DATE);
  }

  private static ExportState dateless() {
    return success(null);
  }

  private static ExportState success(Instant keptUntil) {
    return delivering()
        .apply(new ExportEvent.Delivered(Samples.receipt(0), NOW))
        .apply(new ExportEvent.Delivered(Samples.receipt(1), NOW))
        .apply(new ExportEvent.Completed(NOW, false, keptUntil))
        .apply(new ExportEvent.CleanedUp(NOW));
  }

  private static ExportState expire(ExportState state, Instant now) {
    Decision decision =
        ExportProtocol.decide(
            ID, state, new EntityCommand.ExpireExport(DATE.plusSeconds(1), null), now);
    assertThat(decision.events()).isEqualTo(List.of(new ExportEvent.Expired(now)));
    ExportState after = state.apply(decision.events().get(0));
    StatusReply<?> reply = decision.reply().apply(after);
    assertThat(reply.getValue()).isEqualTo(summary(after));
    return after;
  }

  private static Decision decide(ExportState state, EntityCommand command) {
    return ExportProtocol.decide(ID, state, command, LATER);
  }

  private static ExportSummary summary(ExportState state) {
    return ((ExistingState) state).summary(ID);
  }
}
