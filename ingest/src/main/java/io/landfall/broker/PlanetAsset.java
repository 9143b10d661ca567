package io.landfall.broker;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;

/**
 * A file that Planet makes ready on request.
 *
 * @param location where to download it; {@code null}: it is not ready
 * @param expiresAt until when that is good; {@code null}: it is not ready
 * @param permissions what the holder of the key may do with it
 * @param status {@code inactive}, {@code activating}, {@code active}
 * @param type {@code analytic}
 */
public record PlanetAsset(
    String location, Instant expiresAt, List<String> permissions, String status, String type)
    implements SceneDetail {
  public PlanetAsset {
    permissions = List.copyOf(permissions);
  }

  @Override
  public void writeTo(ObjectNode properties) {
    if (location != null) {
      properties.put("location", location);
    }
    if (expiresAt != null) {
      properties.put("expires_at", BrokerFeatureJson.time(expiresAt));
    }
    ArrayNode names = properties.putArray("permissions");
    permissions.forEach(names::add);
    properties.put("status", status).put("type", type);
  }

  /** Keeps the token in the URL out of logs. */
  @Override
  public String toString() {
    return "AssetMetadata[" + type + " " + status + "]";
  }
}
