package io.landfall.broker;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The tide at a scene's centre, in metres.
 *
 * @param current when the scene was acquired
 * @param minimum24Hours the lowest of that day
 * @param maximum24Hours the highest of that day
 */
public record Tides(double current, double minimum24Hours, double maximum24Hours)
    implements SceneDetail {
  @Override
  public void writeTo(ObjectNode properties) {
    properties.set("currentTide", BrokerFeatureJson.number(current));
    properties.set("minimumTide24Hours", BrokerFeatureJson.number(minimum24Hours));
    properties.set("maximumTide24Hours", BrokerFeatureJson.number(maximum24Hours));
  }
}
