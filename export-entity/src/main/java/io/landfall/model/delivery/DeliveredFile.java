package io.landfall.model.delivery;

/**
 * A file that goes with the delivered one (a sidecar): a thumbnail, a STAC item, checksums, a world
 * file.
 *
 * @param name without folders
 * @param href where it can be had, as {@link DeliveryReceipt#href}
 * @param bytes its size there
 * @param sha256 of its bytes there, in hexadecimal
 * @param mediaType for HTTP
 */
public record DeliveredFile(
    String name, String href, long bytes, String sha256, String mediaType) {}
