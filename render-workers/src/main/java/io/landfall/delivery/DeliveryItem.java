package io.landfall.delivery;

import io.landfall.export.StepPorts.DeliveryRequest;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportFailure;
import io.landfall.model.StoredObject;
import io.landfall.model.StoredPart;
import io.landfall.model.delivery.DeliveredFile;
import io.landfall.model.delivery.DeliveryReceipt;
import io.landfall.model.request.OutputFormat;
import io.landfall.raster.RasterException;
import io.landfall.store.MediaTypes;
import java.util.List;

/**
 * A file to deliver.
 *
 * @param fileName without folders
 * @param type decides the media type
 * @param object where it lies in our store
 * @param parts what it is made of, in order, with checksums
 * @param destination index into the request's list
 */
public record DeliveryItem(
    ExportAttempt attempt,
    String fileName,
    OutputFormat.FileFormat type,
    StoredObject object,
    List<StoredPart> parts,
    int destination) {
  public DeliveryItem {
    parts = List.copyOf(parts);
  }

  /** Returns what the file and its sidecars are called in the store. */
  public FileNames namesInStore() {
    return FileNames.inStore(fileName, type);
  }

  /** Makes the receipt for a file that was read back, with its sidecars. */
  public DeliveryReceipt receipt(String href, String sha256, List<DeliveredFile> sidecars) {
    return new DeliveryReceipt(
        destination, fileName, href, object.bytes(), sha256, MediaTypes.of(type), sidecars);
  }

  /** Makes the failure of who cannot read the finished raster of a delivery. */
  public static ExportFailure unreadable(DeliveryRequest delivery, RasterException e) {
    return new ExportFailure(
        e.reason() == RasterException.Reason.UNREADABLE
            ? ErrorCode.STORE_UNAVAILABLE
            : ErrorCode.INTERNAL,
        "Cannot read the finished file %s of export %s again: %s. Run the export again."
            .formatted(delivery.plan().fileName(), delivery.id(), e.getMessage()),
        e);
  }
}
