package io.landfall.model.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.landfall.model.RasterGeometry;
import io.landfall.model.Rescaling;
import io.landfall.model.SampleType;
import io.landfall.model.cloud.QualityMask;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One input band, pinned: whoever renders checks that the file is still the one that was planned.
 *
 * @param name for people
 * @param href where the file is
 * @param etag of the file's content: an object's ETag, or size and time of change of a local file
 * @param bytes size of the file
 * @param index of the band in the file, from 0
 * @param type of its samples
 * @param nodata its no-data value; {@code null}: every sample counts
 * @param geometry where its pixels lie
 * @param rescaling applied to what is read; {@code null}: none
 * @param alpha the band of the same file, from 0, that is 0 where this one has no data; {@code
 *     null}: none
 * @param mask a file beside it that tells which pixels are valid; {@code null}: none
 * @param clouds a band of the scene that tells which pixels clouds hide; {@code null}: none
 * @param tellsAlone whether a pixel that holds the no-data value in this band has none, whatever
 *     other bands of the file hold; else bands of integers that are shown together tell it together
 */
public record PlannedBand(
    String name,
    String href,
    String etag,
    long bytes,
    int index,
    SampleType type,
    Double nodata,
    RasterGeometry geometry,
    @JsonInclude(JsonInclude.Include.NON_NULL) Rescaling rescaling,
    @JsonInclude(JsonInclude.Include.NON_NULL) Integer alpha,
    @JsonInclude(JsonInclude.Include.NON_NULL) ExternalMask mask,
    @JsonInclude(JsonInclude.Include.NON_NULL) QualityMask clouds,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean tellsAlone) {

  /** Makes a band without alpha, external mask and cloud mask. */
  public PlannedBand(
      String name,
      String href,
      String etag,
      long bytes,
      int index,
      SampleType type,
      Double nodata,
      RasterGeometry geometry,
      Rescaling rescaling) {
    this(
        name, href, etag, bytes, index, type, nodata, geometry, rescaling, null, null, null, false);
  }

  /** Returns the same band with another rescaling; {@code null}: none. */
  public PlannedBand withRescaling(Rescaling other) {
    return new PlannedBand(
        name,
        href,
        etag,
        bytes,
        index,
        type,
        nodata,
        geometry,
        other,
        alpha,
        mask,
        clouds,
        tellsAlone);
  }

  /** Returns the same band under another cloud mask; {@code null}: none. */
  public PlannedBand withClouds(QualityMask other) {
    return new PlannedBand(
        name,
        href,
        etag,
        bytes,
        index,
        type,
        nodata,
        geometry,
        rescaling,
        alpha,
        mask,
        other,
        tellsAlone);
  }

  /** Returns the files that are read for it: the ETag of each by where it is. */
  public Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    files.put(href, etag);
    if (mask != null) {
      files.put(mask.href(), mask.etag());
    }
    if (clouds != null) {
      files.put(clouds.href(), clouds.etag());
    }
    if (geometry.terrain() != null) {
      files.put(geometry.terrain().href(), geometry.terrain().etag());
    }
    return files;
  }
}
