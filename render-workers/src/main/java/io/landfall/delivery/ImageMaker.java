package io.landfall.delivery;

import io.landfall.export.StepPorts.DeliveryRequest;
import io.landfall.model.StoredObject;
import io.landfall.model.StoredPart;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;

/** Turns the finished raster of an export into its image. */
@FunctionalInterface
public interface ImageMaker {

  /**
   * An image in the store.
   *
   * @param parts what it is made of, in order, with checksums
   */
  record StoredImage(StoredObject object, List<StoredPart> parts) {
    public StoredImage {
      parts = List.copyOf(parts);
    }
  }

  /**
   * Makes the image unless it is there.
   *
   * @param onRows called with the rows that are done; what it throws ends the work
   */
  CompletionStage<StoredImage> render(DeliveryRequest delivery, LongConsumer onRows);
}
