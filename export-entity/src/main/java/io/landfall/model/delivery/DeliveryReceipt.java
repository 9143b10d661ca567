package io.landfall.model.delivery;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;

/**
 * Proof that a file is at its destination: taken by reading it back there.
 *
 * @param destination index into the request's list
 * @param name of the file
 * @param href where it can be had: a path of our API, or a {@code file:} URI
 * @param bytes its size there
 * @param sha256 of its bytes there, in hexadecimal
 * @param mediaType for HTTP
 * @param sidecars its sidecars; receipts of old have nothing
 */
public record DeliveryReceipt(
    int destination,
    String name,
    String href,
    long bytes,
    String sha256,
    String mediaType,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<DeliveredFile> sidecars) {
  public DeliveryReceipt {
    sidecars = sidecars == null ? List.of() : List.copyOf(sidecars);
  }

  /** Makes a receipt for a file alone. */
  public DeliveryReceipt(
      int destination, String name, String href, long bytes, String sha256, String mediaType) {
    this(destination, name, href, bytes, sha256, mediaType, List.of());
  }

  /** Returns this receipt with further files beside the file. */
  public DeliveryReceipt with(List<DeliveredFile> further) {
    List<DeliveredFile> all = new ArrayList<>(sidecars);
    all.addAll(further);
    return new DeliveryReceipt(destination, name, href, bytes, sha256, mediaType, all);
  }

  /** Returns the file itself and its sidecars, in this order. */
  public List<DeliveredFile> files() {
    List<DeliveredFile> files = new ArrayList<>();
    files.add(new DeliveredFile(name, href, bytes, sha256, mediaType));
    files.addAll(sidecars);
    return files;
  }
}
