package io.landfall.workspace;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.model.Rescaling;
import io.landfall.model.SampleType;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Imagery that somebody has registered. It does not change; who has other files registers another.
 *
 * @param id a UUID, which is its scene id in projects and exports
 */
public record OwnScene(UUID id, Access access, OwnSceneContent content, Instant createdAt) {

  /**
   * What was given and what its files said, as JSON in the database.
   *
   * @param acquired as {@code 2024-06-01T10:20:30Z}; {@code null}: unknown
   * @param cloudCover percent; {@code null}: unknown
   * @param crs of the largest band, as {@code EPSG:32633}, or in words where there is no code
   * @param footprint of all bands, a GeoJSON polygon or several in longitude and latitude
   * @param width pixels of the largest band
   * @param height likewise
   * @param warnings what of its files is not as a person may expect, in sentences
   */
  public record OwnSceneContent(
      String name,
      @JsonInclude(JsonInclude.Include.NON_NULL) String acquired,
      @JsonInclude(JsonInclude.Include.NON_NULL) Double cloudCover,
      List<OwnBand> bands,
      List<OwnFile> files,
      String crs,
      JsonNode footprint,
      long width,
      long height,
      List<String> warnings) {
    public OwnSceneContent {
      bands = List.copyOf(bands);
      files = List.copyOf(files);
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * A band.
   *
   * @param href of its file, as it was given
   * @param index of the band in its file, from 1
   * @param givenNodata what its owner says, which counts more than {@code fileNodata}; {@code
   *     null}: nothing
   * @param fileNodata what the file says; {@code null}: nothing
   * @param calibration what the numbers stand for; {@code null}: the file does not tell
   * @param unit of the calibrated numbers; {@code null}: the file does not tell
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record OwnBand(
      String name,
      String href,
      int index,
      Double givenNodata,
      Double fileNodata,
      SampleType type,
      int width,
      int height,
      Rescaling calibration,
      String unit) {
    /** Returns the value of pixels without data; {@code null}: none is known. */
    public Double nodata() {
      return givenNodata == null ? fileNodata : givenNodata;
    }
  }

  /**
   * A file as it was when it was registered.
   *
   * @param version changes whenever the content does
   */
  public record OwnFile(String href, String version, long bytes) {}
}
