package io.landfall.model.cloud;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.util.List;

/**
 * What a person wants taken away of each scene by its quality band.
 *
 * @param classes each once, in the order of the enum; never empty: where nothing is named, {@link
 *     #USUAL_CLASSES}
 * @param confidence {@code null}: the flags alone where the band has flags, high confidence where
 *     it has none, and both of Sentinel-2's classes of cloud
 * @param buffer how far around masked pixels others are masked too, in pixels of the quality band,
 *     from 0 to {@link #MAX_BUFFER}: a disc, so a pixel goes whose centre is no farther than so
 *     many pixels from that of a masked one
 * @param missing {@code null}: {@link MissingQuality#REFUSE}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CloudMask(
    List<CloudClass> classes, CloudConfidence confidence, int buffer, MissingQuality missing) {
  public static final int MAX_BUFFER = 100;

  /** What hides the ground, and what was not measured. */
  public static final List<CloudClass> USUAL_CLASSES =
      List.of(
          CloudClass.FILL,
          CloudClass.DILATED,
          CloudClass.CIRRUS,
          CloudClass.CLOUD,
          CloudClass.SHADOW);

  public CloudMask {
    classes =
        classes == null || classes.isEmpty()
            ? USUAL_CLASSES
            : classes.stream().distinct().sorted().toList();
    if (buffer < 0 || buffer > MAX_BUFFER) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid buffer of a cloud mask %d: it goes from 0 to %d, in pixels of the quality band."
              .formatted(buffer, MAX_BUFFER));
    }
  }

  /** Masks the usual classes. */
  public static CloudMask usual() {
    return new CloudMask(null, null, 0, null);
  }

  /** Tells whether it masks what is masked where nobody names classes. */
  @JsonIgnore
  public boolean isUsual() {
    return classes.equals(USUAL_CLASSES);
  }
}
