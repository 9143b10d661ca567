package io.landfall.broker;

import com.fasterxml.jackson.core.JsonGenerator;
import io.landfall.index.geo.FootprintJson;
import io.landfall.index.query.IndexedScene;
import io.landfall.landsat.LandsatBands;
import io.landfall.landsat.LandsatId;
import io.landfall.landsat.LandsatScene;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Scenes of the index as bytes, straight from their rows: what {@link BrokerFeatureJson} makes of
 * {@link IndexedBrokerScenes#toBrokerScene}, byte by byte, for answers that only pass through.
 */
public final class IndexedFeatureWriter {
  private IndexedFeatureWriter() {}

  /** Writes one scene as a GeoJSON feature. */
  public static void write(IndexedScene scene, JsonGenerator json) throws IOException {
    LandsatScene listed = scene.listed();
    Optional<LandsatId> id = LandsatId.parse(listed.id());
    json.writeStartObject();
    json.writeStringField("type", "Feature");
    json.writeFieldName("geometry");
    FootprintJson.write(listed.footprint(), json);
    json.writeObjectFieldStart("properties");
    json.writeStringField("acquiredDate", BrokerFeatureJson.time(listed.acquired()));
    json.writeFieldName("cloudCover");
    writeNumber(IndexedBrokerScenes.cloudCover(listed), json);
    json.writeNumberField("resolution", 0);
    json.writeStringField("sensorName", IndexedBrokerScenes.sensorName(listed, id));
    json.writeStringField("srcHorizontalAccuracy", HorizontalAccuracy.LANDSAT.text());
    json.writeObjectFieldStart("bands");
    for (Map.Entry<String, String> band : LandsatBands.bandHrefs(listed, id).entrySet()) {
      json.writeStringField(band.getKey(), band.getValue());
    }
    json.writeEndObject();
    json.writeEndObject();
    json.writeStringField("id", listed.id());
    json.writeArrayFieldStart("bbox");
    GeographicBox box = GeographicBox.around(listed.footprint());
    writeNumber(box.west(), json);
    writeNumber(box.south(), json);
    writeNumber(box.east(), json);
    writeNumber(box.north(), json);
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeNumber(double value, JsonGenerator json) throws IOException {
    if (BrokerFeatureJson.isWhole(value)) {
      json.writeNumber((long) value);
    } else {
      json.writeNumber(value);
    }
  }
}
