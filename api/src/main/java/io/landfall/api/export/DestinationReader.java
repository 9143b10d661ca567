package io.landfall.api.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.json.BodyCursor;
import io.landfall.api.json.Json;
import io.landfall.model.request.Destination;
import io.landfall.workspace.DeliveryConfig;
import io.landfall.workspace.DeliveryConfig.DeliveryType;
import io.landfall.workspace.WorkspaceIds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Reads and writes where an export goes, as users name it: {@code delivery} of a body. */
public final class DestinationReader {
  static final int MAX_DESTINATIONS = 10;

  private static final Set<String> MEMBERS =
      Set.of("type", "deliveryConfigId", "bytesPerSecond", "expiresIn");
  private static final int MIN_BYTES_PER_SECOND = 1_024;
  private static final int MIN_SECONDS = 60;
  private static final int MAX_SECONDS = 7 * 24 * 3_600;

  private final Map<UUID, DeliveryConfig> configs;
  private final Map<UUID, Integer> seen = new HashMap<>();

  /**
   * Makes a reader.
   *
   * @param configs those of the caller's that {@link #idsOf} has found
   */
  DestinationReader(Map<UUID, DeliveryConfig> configs) {
    this.configs = configs;
  }

  /** Collects the ids of configurations that a body names, without judging. */
  static Set<UUID> idsOf(JsonNode body) {
    JsonNode delivery = body.path("delivery");
    Set<UUID> ids = new HashSet<>();
    if (delivery.size() <= MAX_DESTINATIONS) {
      delivery.forEach(
          entry -> uuid(entry.path("deliveryConfigId").textValue()).ifPresent(ids::add));
    }
    return ids;
  }

  private static Optional<UUID> uuid(String text) {
    return text == null ? Optional.empty() : WorkspaceIds.parse(text);
  }

  /** Reads the destinations; notes what is wrong with each. */
  List<Destination> read(BodyCursor delivery) {
    List<Destination> destinations = new ArrayList<>();
    List<BodyCursor> entries = delivery.elements(MAX_DESTINATIONS);
    for (int i = 0; i < entries.size(); i++) {
      Destination destination = destination(entries.get(i), i);
      if (destination != null) {
        destinations.add(destination);
      }
    }
    return destinations;
  }

  private Destination destination(BodyCursor entry, int index) {
    if (!entry.expectObject(MEMBERS)) {
      return null;
    }
    BodyCursor id = entry.member("deliveryConfigId");
    return id.isAbsent() ? link(entry) : configured(entry, id, index);
  }

  private static Destination link(BodyCursor entry) {
    BodyCursor type = entry.member("type");
    if (type.isAbsent()) {
      entry.addError(
          "Missing destination: give {\"type\": \"HTTP\"} for a link, or the deliveryConfigId of a"
              + " delivery configuration.");
      return null;
    }
    DeliveryType known = type.enumConstant(DeliveryType.class, Enum::name);
    if (known != null && known != DeliveryType.HTTP) {
      type.addError(
          "Invalid type %s: a destination of this type needs a delivery configuration. Make one by POST /v1/delivery-configs, and give its id as deliveryConfigId."
              .formatted(type.displayValue()));
      return null;
    }
    Integer rate =
        entry.member("bytesPerSecond").wholeNumber(MIN_BYTES_PER_SECOND, Integer.MAX_VALUE);
    Integer seconds = entry.member("expiresIn").wholeNumber(MIN_SECONDS, MAX_SECONDS);
    return known == null
        ? null
        : new Destination.LinkDestination(null, asLong(rate), asLong(seconds));
  }

  private Destination configured(BodyCursor entry, BodyCursor at, int index) {
    String text = at.text(40);
    DeliveryConfig config = uuid(text).map(configs::get).orElse(null);
    if (text == null) {
      return null;
    }
    if (config == null) { // another's is as unknown as one that never was
      at.addError(
          "Cannot find a delivery configuration of yours with this id. GET /v1/delivery-configs"
              + " lists them.");
      return null;
    }
    Integer before = seen.putIfAbsent(config.id(), index);
    if (before != null) {
      at.addError(
          "Invalid destination: it stands at /delivery/%d already. Give each once."
              .formatted(before));
    }
    BodyCursor type = entry.member("type");
    if (!type.isAbsent() && !config.settings().type().name().equals(type.node().textValue())) {
      type.addError(
          "Invalid type %s: this delivery configuration is of type %s. Leave it out."
              .formatted(type.displayValue(), config.settings().type()));
    }
    for (String own : List.of("bytesPerSecond", "expiresIn")) {
      if (!entry.member(own).isAbsent()) {
        entry
            .member(own)
            .addError(
                "Invalid %s: the delivery configuration says it. Leave it out.".formatted(own));
      }
    }
    return destination(config);
  }

  private static Destination destination(DeliveryConfig config) {
    return switch (config.settings().type()) {
      case HTTP -> {
        JsonNode values = config.settings().values();
        yield new Destination.LinkDestination(
            config.id(), number(values, "bytesPerSecond"), number(values, "expiresIn"));
      }
      case S3 -> new Destination.S3Destination(config.id());
      case DROPBOX -> new Destination.DropboxDestination(config.id());
    };
  }

  private static Long number(JsonNode values, String name) {
    return values.path(name).isNumber() ? values.path(name).longValue() : null;
  }

  private static Long asLong(Integer number) {
    return number == null ? null : Long.valueOf(number);
  }

  /** Writes a destination as it can be asked for again. */
  static ObjectNode write(Destination destination) {
    ObjectNode json = Json.object();
    json.put("type", destination.type());
    if (destination.deliveryConfigId() != null) {
      json.put("deliveryConfigId", destination.deliveryConfigId().toString());
    } else if (destination instanceof Destination.LinkDestination link) {
      if (link.bytesPerSecond() != null) {
        json.put("bytesPerSecond", link.bytesPerSecond());
      }
      if (link.expiresInSeconds() != null) {
        json.put("expiresIn", link.expiresInSeconds());
      }
    }
    return json;
  }
}
