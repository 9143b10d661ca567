package io.landfall.workspace;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.model.SceneBand;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Imagery that somebody has registered. It does not change; who has other files registers another.
 *
 * @param id a UUIDv7, which is its scene id in projects and exports
 */
public record OwnScene(UUID id, Access access, OwnSceneContent content, Instant createdAt) {

  /**
   * What was given and what its files said, as JSON in the database.
   *
   * @param acquired as {@code 2024-06-01T10:20:30Z}; {@code null}: unknown
   * @param cloudCover percent; {@code null}: unknown
   * @param bands with the hrefs of their files
   * @param defaultBands bands to show when nobody chose
   * @param crs as {@code EPSG:32633}, or WKT where there is no code
   * @param footprint GeoJSON polygon in lon/lat
   * @param width pixels of the largest band
   * @param height likewise
   * @param warnings what of its files is not as a person may expect, in sentences
   */
  public record OwnSceneContent(
      String name,
      @JsonInclude(JsonInclude.Include.NON_NULL) String acquired,
      @JsonInclude(JsonInclude.Include.NON_NULL) Double cloudCover,
      List<SceneBand> bands,
      List<String> defaultBands,
      String crs,
      JsonNode footprint,
      long width,
      long height,
      List<String> warnings) {
    public OwnSceneContent {
      bands = List.copyOf(bands);
      defaultBands = List.copyOf(defaultBands);
      warnings = List.copyOf(warnings);
    }
  }
}
