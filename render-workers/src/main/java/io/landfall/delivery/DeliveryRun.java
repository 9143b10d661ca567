package io.landfall.delivery;

import akka.Done;
import akka.stream.SharedKillSwitch;
import io.landfall.export.StepWait;
import io.landfall.model.delivery.DeliverySession;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** One try to bring one file to one destination, as the target sees who has it done. */
public interface DeliveryRun {

  /** Returns how to make the sidecars. */
  Sidecars sidecars();

  /** Returns where this delivery has begun to write, in this try or an earlier one. */
  Optional<DeliverySession> session();

  /**
   * Has the journal hold where this delivery writes from now on. To be completed before anything is
   * sent there: it is the intent that the commit needs.
   *
   * @param location of the file at the destination: a key, a path
   * @param upload id of the upload there; {@code null}: none is open
   * @return fails if nobody waits for the delivery any more, or another copy of it has an upload
   *     open: then this one closes its own and ends
   */
  CompletionStage<Done> recordSession(String location, String upload);

  /** Asked right before anything takes its name; what it fails with ends the work. */
  CompletionStage<Done> mayCommit();

  /** Returns what ends streams early. */
  SharedKillSwitch stop();

  /** Tells whether nobody waits for the delivery any more. */
  boolean isStopped();

  /** Takes the bytes that went by, as a heartbeat. */
  void onBytes(long bytes);

  /** Takes what the delivery waits for, as it has been told to; {@code null}: it goes on. */
  void onWait(StepWait what);
}
