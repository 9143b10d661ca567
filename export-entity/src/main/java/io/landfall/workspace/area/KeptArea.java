package io.landfall.workspace.area;

import io.landfall.model.Aoi;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * An area that is kept.
 *
 * @param area in longitude and latitude
 */
public record KeptArea(AreaEntry entry, Aoi area) {
  /** Bits 6 and 7 of the eighth byte of any UUID of RFC 9562. */
  private static final long VARIANT = 0x8000000000000000L;

  public KeptArea {
    Objects.requireNonNull(entry, "entry");
    Objects.requireNonNull(area, "area");
  }

  /**
   * An area as it stands in a list.
   *
   * @param id of owner and content: the same area of the same owner has the same one
   * @param name as its owner calls it
   * @param box of all of it
   * @param createdAt when it was first kept
   * @param expiresAt when it is removed, unless it is sent again
   */
  public record AreaEntry(
      UUID id,
      String name,
      AreaBox box,
      int polygons,
      int positions,
      Instant createdAt,
      Instant expiresAt) {}

  /**
   * West, south, east and north, in degrees of longitude and latitude. East may be above 180 where
   * the area goes across the antimeridian.
   */
  public record AreaBox(double west, double south, double east, double north) {
    /** Returns the box around an area. */
    static AreaBox of(Aoi area) {
      var envelope = area.toGeometry().getEnvelopeInternal();
      return new AreaBox(
          envelope.getMinX(), envelope.getMinY(), envelope.getMaxX(), envelope.getMaxY());
    }
  }

  /**
   * Returns the id of an area: a UUID of version 8, from the SHA-256 of its owner and its GeoJSON.
   */
  static UUID id(String owner, String geoJson) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(owner.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) '\n');
      byte[] hash = digest.digest(geoJson.getBytes(StandardCharsets.UTF_8));
      long high = 0;
      long low = 0;
      for (int i = 0; i < Long.BYTES; i++) {
        high = high << Byte.SIZE | hash[i] & 0xff;
        low = low << Byte.SIZE | hash[i + Long.BYTES] & 0xff;
      }
      return new UUID(high & ~0xf000L | 0x8000L, low >>> 2 | VARIANT);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot hash: every Java has SHA-256", e);
    }
  }

  /** Returns how many positions the rings of an area have. */
  static int positions(Aoi area) {
    int positions = 0;
    for (double[][][] polygon : area.coordinates()) {
      for (double[][] ring : polygon) {
        positions += ring.length;
      }
    }
    return positions;
  }
}
