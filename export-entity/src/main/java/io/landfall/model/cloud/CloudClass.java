package io.landfall.model.cloud;

import java.util.Locale;

/** What a quality band may tell of a pixel, and a mask may take away. */
public enum CloudClass {
  /** There is no measurement. A buffer does not grow it. */
  FILL,
  /** Beside a cloud, as the product's makers have grown it. */
  DILATED,
  CIRRUS,
  CLOUD,
  /** Of a cloud. */
  SHADOW,
  /** Or ice. */
  SNOW,
  WATER,
  /** Saturated or defective. */
  SATURATED,
  /** Dark areas and shadows of mountains. */
  DARK,
  /** What the makers could not tell, thin cloud among it. */
  UNCLASSIFIED;

  /** Returns the name as people write it: {@code cloud}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
