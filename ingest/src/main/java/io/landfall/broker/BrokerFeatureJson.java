package io.landfall.broker;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NumericNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;

/** Scenes as GeoJSON, member by member in the order that bf-ia-broker's clients know. */
public final class BrokerFeatureJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .appendLiteral('Z')
          .toFormatter(Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private BrokerFeatureJson() {}

  /** Writes one scene. */
  public static ObjectNode feature(BrokerScene scene) {
    BasicSceneMetadata basic = scene.basic();
    ObjectNode json = NODES.objectNode().put("type", "Feature");
    json.set("geometry", basic.geometry());
    ObjectNode properties = json.putObject("properties");
    properties.put("acquiredDate", time(basic.acquired()));
    properties.set("cloudCover", number(basic.cloudCover()));
    properties.set("resolution", number(basic.resolution()));
    properties.put("sensorName", basic.sensorName());
    scene.details().forEach(detail -> detail.writeTo(properties));
    json.put("id", basic.id());
    GeographicBox box = basic.bbox();
    ArrayNode bbox = json.putArray("bbox");
    bbox.add(number(box.west())).add(number(box.south()));
    bbox.add(number(box.east())).add(number(box.north()));
    return json;
  }

  /** Writes a time in UTC to the last digit that counts: {@code 2018-03-04T15:50:11.25Z}. */
  static String time(Instant instant) {
    return TIME.format(instant);
  }

  /** Writes a number without a fraction that is zero. */
  static NumericNode number(double value) {
    return isWhole(value) ? NODES.numberNode((long) value) : NODES.numberNode(value);
  }

  /** Tells whether a number is written without a fraction. */
  static boolean isWhole(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15;
  }
}
