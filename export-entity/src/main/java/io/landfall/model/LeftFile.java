package io.landfall.model;

/**
 * A complete file at a destination although its delivery was ended: found when that was cleaned up,
 * and not deleted.
 *
 * @param destination index into the export's list of destinations
 * @param href as {@link DeliveryReceipt#href}
 */
public record LeftFile(int destination, String href) {}
