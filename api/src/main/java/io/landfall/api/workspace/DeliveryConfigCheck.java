package io.landfall.api.workspace;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.json.Json;
import io.landfall.http.AddressPolicy;
import io.landfall.http.AddressRefusedException;
import io.landfall.model.ExportFailure;
import io.landfall.workspace.DeliveryConfig;
import io.landfall.workspace.DeliveryConfigStore;
import java.io.IOException;
import java.net.URI;

/** Looks whether a delivery configuration may work, and says what it has not looked at. Blocks. */
final class DeliveryConfigCheck {
  private final DeliveryConfigStore store;
  private final AddressPolicy addresses;

  DeliveryConfigCheck(DeliveryConfigStore store, AddressPolicy addresses) {
    this.store = store;
    this.addresses = addresses;
  }

  ObjectNode check(DeliveryConfig config) {
    ObjectNode json = Json.object();
    ArrayNode checks = Json.object().putArray("checks");
    boolean good =
        switch (config.settings().type()) {
          case HTTP -> {
            add(checks, "destination", "OK", "Links lead to this service itself.");
            yield true;
          }
          case S3 -> secrets(config, checks) & endpoint(config, checks);
          case DROPBOX -> secrets(config, checks);
        };
    boolean foreign = config.settings().type() != DeliveryConfig.DeliveryType.HTTP;
    if (foreign) {
      add(
          checks,
          "access",
          "UNCHECKED",
          "Whether these keys may write there is not looked at: this version does not deliver there"
              + " yet.");
    }
    json.put("status", !good ? "PROBLEM" : foreign ? "UNCHECKED" : "OK");
    json.set("checks", checks);
    return json;
  }

  private boolean secrets(DeliveryConfig config, ArrayNode checks) {
    try {
      boolean there = !store.secrets(config).isEmpty();
      add(
          checks,
          "secrets",
          there ? "OK" : "PROBLEM",
          there ? "They are kept and can be decrypted." : "None are kept. Make it anew.");
      return there;
    } catch (ExportFailure e) {
      add(checks, "secrets", "PROBLEM", e.getMessage());
      return false;
    }
  }

  private boolean endpoint(DeliveryConfig config, ArrayNode checks) {
    String endpoint = config.settings().values().path("endpoint").textValue();
    if (endpoint == null) {
      add(checks, "endpoint", "OK", "It is Amazon S3.");
      return true;
    }
    try {
      addresses.check(URI.create(endpoint));
      add(checks, "endpoint", "OK", "Its host is found, on the open internet or allowed.");
      return true;
    } catch (AddressRefusedException e) {
      add(checks, "endpoint", "PROBLEM", e.getMessage());
    } catch (IOException e) {
      add(checks, "endpoint", "PROBLEM", "Its host cannot be found. Correct it: make another.");
    }
    return false;
  }

  private static void add(ArrayNode checks, String name, String status, String detail) {
    checks.addObject().put("name", name).put("status", status).put("detail", detail);
  }
}
