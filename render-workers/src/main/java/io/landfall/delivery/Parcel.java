package io.landfall.delivery;

import io.landfall.model.Attempt;
import io.landfall.model.DeliveredFile;
import io.landfall.model.DeliveryReceipt;
import io.landfall.model.OutputFormat;
import io.landfall.model.StoredObject;
import io.landfall.model.StoredPart;
import io.landfall.render.MediaTypes;
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
public record Parcel(
    Attempt attempt,
    String fileName,
    OutputFormat.Type type,
    StoredObject object,
    List<StoredPart> parts,
    int destination) {
  public Parcel {
    parts = List.copyOf(parts);
  }

  /** Returns how the file and those beside it are called in the store. */
  FileNames namesInStore() {
    return FileNames.inStore(fileName, type);
  }

  /** Makes the receipt for a file that was read back, with those beside it. */
  DeliveryReceipt receipt(String href, String sha256, List<DeliveredFile> beside) {
    return new DeliveryReceipt(
        destination, fileName, href, object.bytes(), sha256, MediaTypes.of(type), beside);
  }
}
