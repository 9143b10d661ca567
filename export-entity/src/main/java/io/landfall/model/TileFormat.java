package io.landfall.model;

import java.util.Arrays;
import java.util.Optional;

/** Image formats of tiles. */
public enum TileFormat {
  /** Transparent where there is no data. */
  PNG("png", "image/png"),
  /** White where there is no data. */
  JPEG("jpg", "image/jpeg"),
  /** Transparent where there is no data; not on every node. */
  WEBP("webp", "image/webp");

  private final String extension;
  private final String mediaType;

  TileFormat(String extension, String mediaType) {
    this.extension = extension;
    this.mediaType = mediaType;
  }

  /** Returns the end of addresses, without a dot. */
  public String extension() {
    return extension;
  }

  /** Returns the media type. */
  public String mediaType() {
    return mediaType;
  }

  /** Finds a format by the end of an address: {@code png}, {@code jpg}, {@code jpeg}, webp. */
  public static Optional<TileFormat> find(String extension) {
    return extension.equals("jpeg")
        ? Optional.of(JPEG)
        : Arrays.stream(values()).filter(one -> one.extension.equals(extension)).findFirst();
  }
}
