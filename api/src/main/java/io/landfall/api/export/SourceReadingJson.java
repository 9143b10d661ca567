package io.landfall.api.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.json.BodyCursor;
import io.landfall.model.SceneId;
import io.landfall.model.TerrainInterpolation;
import io.landfall.model.request.ControlPointMethod;
import io.landfall.model.request.RpcDem;
import io.landfall.model.request.SourceReading;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/** What a person knows of the sources: members of the body of an export, each for itself. */
final class SourceReadingJson {
  /** The terrain model, and in it the scene whose heights are taken. */
  static final String DEM = "rpcDem";

  static final String SCENE = "sceneId";
  private static final Set<String> DEM_MEMBERS =
      Set.of(SCENE, "interpolation", "missingValue", "offset");
  private static final int MAX_BANDS = 100;
  private static final int MAX_NAME = 200;

  private SourceReadingJson() {}

  /**
   * Returns what was said; {@code null}: nothing, or what is wrong was noted.
   *
   * @param scene of the terrain model, as it was taken; {@code null}: there is none
   */
  static SourceReading read(BodyCursor body, SceneId scene) {
    BodyCursor nodata = body.member("srcNodata");
    List<Double> values = new ArrayList<>();
    if (nodata.node().isArray()) {
      nodata.elements(MAX_BANDS).forEach(element -> values.add(element.number()));
    } else if (!nodata.isAbsent()) {
      values.add(nodata.number());
    }
    values.removeIf(Objects::isNull); // noted as errors
    List<String> names =
        body.member("bandNames").elements(MAX_BANDS).stream()
            .map(element -> element.requiredText(MAX_NAME))
            .filter(Objects::nonNull)
            .toList();
    ControlPointMethod points =
        body.member("controlPoints")
            .enumConstant(ControlPointMethod.class, SourceReadingJson::lower);
    BodyCursor height = body.member("rpcHeight");
    Double metres = height.number();
    RpcDem dem = dem(body.member(DEM), scene);
    return values.isEmpty() && names.isEmpty() && points == null && metres == null && dem == null
        ? null
        : height.construct(() -> new SourceReading(values, names, points, metres, dem));
  }

  private static RpcDem dem(BodyCursor dem, SceneId scene) {
    if (dem.isAbsent() || !dem.expectObject(DEM_MEMBERS)) {
      return null;
    }
    TerrainInterpolation interpolation =
        dem.member("interpolation")
            .enumConstant(TerrainInterpolation.class, SourceReadingJson::lower);
    Double missing = dem.member("missingValue").number();
    Double offset = dem.member("offset").number();
    return scene == null
        ? null
        : dem.construct(() -> new RpcDem(scene, interpolation, missing, offset));
  }

  /** Writes it as it is read. */
  static void write(ObjectNode json, SourceReading sources) {
    if (!sources.srcNodata().isEmpty()) {
      sources.srcNodata().forEach(json.putArray("srcNodata")::add);
    }
    if (!sources.bandNames().isEmpty()) {
      sources.bandNames().forEach(json.putArray("bandNames")::add);
    }
    if (sources.controlPoints() != null) {
      json.put("controlPoints", lower(sources.controlPoints()));
    }
    if (sources.rpcHeight() != null) {
      json.put("rpcHeight", sources.rpcHeight());
    }
    RpcDem dem = sources.rpcDem();
    if (dem == null) {
      return;
    }
    ObjectNode object = json.putObject(DEM).put(SCENE, dem.scene().value());
    if (dem.interpolation() != null) {
      object.put("interpolation", lower(dem.interpolation()));
    }
    if (dem.missingValue() != null) {
      object.put("missingValue", dem.missingValue());
    }
    if (dem.offset() != null) {
      object.put("offset", dem.offset());
    }
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
