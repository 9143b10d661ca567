package io.landfall.delivery.s3;

import io.landfall.delivery.DeliveryRun;
import io.landfall.export.StepWait;
import io.landfall.model.ExportFailure;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Who has a bucket asked.
 *
 * @param isStopped tells that nobody waits for it any more
 * @param onWait takes that the store is waited for, and {@code null} when that is over
 * @param onRefusedKeys takes the failure where the store does not know the keys (any more)
 */
record CallObserver(
    BooleanSupplier isStopped, Consumer<StepWait> onWait, Consumer<ExportFailure> onRefusedKeys) {

  static CallObserver of(DeliveryRun run, Consumer<ExportFailure> onRefusedKeys) {
    return new CallObserver(run::isStopped, run::onWait, onRefusedKeys);
  }

  /** Is one who waits in any case. */
  static CallObserver patient(Consumer<ExportFailure> onRefusedKeys) {
    return new CallObserver(() -> false, wait -> {}, onRefusedKeys);
  }
}
