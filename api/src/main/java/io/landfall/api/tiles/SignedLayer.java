package io.landfall.api.tiles;

import java.time.Instant;

/**
 * Addresses of a layer that need no token.
 *
 * @param url of the project, scene, tool or export
 * @param query of the layer with its signature, from the question mark on
 * @param end of the signature
 */
record SignedLayer(String url, String query, Instant end) {
  /** Returns the address of what lies below the layer's own. */
  String address(String path) {
    return url + "/" + path + query;
  }
}
