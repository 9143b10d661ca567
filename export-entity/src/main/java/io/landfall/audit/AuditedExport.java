package io.landfall.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.audit.chain.EventCause;
import io.landfall.audit.chain.EventMetadata;
import io.landfall.audit.chain.JournalRow;
import io.landfall.model.PlainText;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an auditor is told of an export: a fold over its events, in the order of their numbers. It
 * reads them as JSON, so that an event of a newer version, or one that somebody changed, stops
 * nothing: it then says nothing. Not safe for several threads.
 */
final class AuditedExport {
  /** The columns of its table, without the id. */
  static final String COLUMNS =
      "sequence_number, owner, name, requested_at, request_id, client, actors, scenes, pixels,"
          + " file_name, file_bytes, file_sha256, destinations, deliveries, bytes_delivered,"
          + " outcome, ended_at";

  private static final JsonMapper MAPPER = new JsonMapper();

  private long sequenceNumber;
  private String owner;
  private String name;
  private Instant requestedAt;
  private String requestId;
  private String client;
  private final Set<String> actors = new TreeSet<>();
  private final Set<String> scenes = new TreeSet<>();
  private Long pixels;
  private String fileName;
  private Long fileBytes;
  private String fileSha256;
  private final ArrayNode destinations = MAPPER.createArrayNode();
  private final ArrayNode deliveries = MAPPER.createArrayNode();
  private long bytesDelivered;
  private String outcome;
  private Instant endedAt;

  /** Adds the next event; the payload of one that tells nothing may be {@code null}. */
  void add(JournalRow row) {
    sequenceNumber = row.sequenceNumber();
    EventMetadata metadata = row.metadata() == null ? null : EventMetadata.parse(row.metadata());
    EventCause cause = metadata == null ? null : metadata.cause();
    JsonNode event = read(row.payload());
    addActor(cause == null ? by(event) : cause.actor());
    switch (event.path("event").asText()) {
      case "requested" -> addRequest(event.path("request"), row, cause);
      case "planned" -> addPlan(event.path("plan"));
      case "objectStored" -> {
        fileBytes = event.path("object").path("bytes").asLong();
        fileSha256 = text(event.path("object"), "sha256");
      }
      case "destinationsAdded" -> {
        addDestinations(event.path("destinations"));
        begin();
      }
      case "delivered" -> addReceipt(event.path("receipt"), row);
      case "deliveryFailed" -> addFailure(event.path("failure"), row);
      case "completed", "failed", "canceled" -> {
        outcome = text(event, "event");
        endedAt = Instant.ofEpochMilli(row.writtenMillis());
      }
      case "retried" -> begin();
      default -> {} // nothing that is told of an export
    }
  }

  private void begin() {
    outcome = null;
    endedAt = null;
  }

  private static JsonNode read(byte[] payload) {
    try {
      return payload == null ? MAPPER.createObjectNode() : MAPPER.readTree(payload);
    } catch (IOException e) {
      return MAPPER.createObjectNode(); // the check of chains names it
    }
  }

  /** Who an event of old says that it is by. */
  private static String by(JsonNode event) {
    String by = text(event, "by");
    return by == null ? text(event.path("request"), "owner") : by;
  }

  private void addActor(String actor) {
    if (actor != null && !actor.equals(EventCause.SYSTEM)) {
      actors.add(PlainText.cleaned(actor));
    }
  }

  private void addRequest(JsonNode request, JournalRow row, EventCause cause) {
    owner = text(request, "owner");
    name = text(request, "name");
    requestedAt = Instant.ofEpochMilli(row.writtenMillis());
    requestId = cause == null ? null : cause.requestId();
    client = cause == null ? null : cause.client();
    request.path("source").path("scenes").forEach(scene -> addScene(scene.textValue()));
    addDestinations(request.path("delivery"));
  }

  private void addPlan(JsonNode plan) {
    plan.path("scenes").forEach(scene -> addScene(text(scene, "id")));
    fileName = text(plan, "fileName");
    JsonNode grid = plan.path("grid");
    pixels = grid.path("width").asLong() * grid.path("height").asLong();
  }

  private void addScene(String id) {
    if (id != null) {
      scenes.add(PlainText.cleaned(id));
    }
  }

  private void addDestinations(JsonNode added) {
    for (JsonNode each : added) {
      ObjectNode destination = destinations.addObject();
      destination.put("kind", text(each, "kind"));
      if (each.hasNonNull("deliveryConfigId")) {
        destination.put("deliveryConfigId", text(each, "deliveryConfigId"));
      }
    }
  }

  private void addReceipt(JsonNode receipt, JournalRow row) {
    long bytes = receipt.path("bytes").asLong();
    for (JsonNode sidecar : receipt.path("sidecars")) {
      bytes += sidecar.path("bytes").asLong();
    }
    bytesDelivered += bytes;
    addDelivery(receipt, row, "delivered")
        .put("href", text(receipt, "href"))
        .put("bytes", bytes)
        .put("sha256", text(receipt, "sha256"));
  }

  private void addFailure(JsonNode failure, JournalRow row) {
    addDelivery(failure, row, "failed").put("code", text(failure, "code"));
  }

  private ObjectNode addDelivery(JsonNode of, JournalRow row, String result) {
    int index = of.path("destination").asInt();
    ObjectNode delivery = deliveries.addObject();
    delivery.put("destination", index);
    if (destinations.get(index) instanceof ObjectNode known) {
      delivery.setAll(known);
    }
    return delivery
        .put("result", result)
        .put("at", Instant.ofEpochMilli(row.writtenMillis()).toString())
        .put("sequenceNumber", row.sequenceNumber());
  }

  private static String text(JsonNode json, String field) {
    String text = json.path(field).textValue();
    return text == null ? null : PlainText.cleaned(text);
  }

  long sequenceNumber() {
    return sequenceNumber;
  }

  String owner() {
    return owner;
  }

  Set<String> scenes() {
    return Collections.unmodifiableSet(scenes);
  }

  /** Binds its columns, in the order of {@link #COLUMNS}, from parameter {@code first} on. */
  void bind(PreparedStatement statement, int first) throws SQLException {
    var connection = statement.getConnection();
    int at = first;
    statement.setLong(at++, sequenceNumber);
    statement.setString(at++, owner);
    statement.setString(at++, name);
    statement.setTimestamp(at++, timestamp(requestedAt));
    statement.setString(at++, requestId);
    statement.setString(at++, client);
    statement.setArray(at++, connection.createArrayOf("text", actors.toArray()));
    statement.setArray(at++, connection.createArrayOf("text", scenes.toArray()));
    statement.setObject(at++, pixels, Types.BIGINT);
    statement.setString(at++, fileName);
    statement.setObject(at++, fileBytes, Types.BIGINT);
    statement.setString(at++, fileSha256);
    statement.setString(at++, destinations.toString());
    statement.setString(at++, deliveries.toString());
    statement.setLong(at++, bytesDelivered);
    statement.setString(at++, outcome);
    statement.setTimestamp(at, timestamp(endedAt));
  }

  /** Reads a row of {@link #COLUMNS}. */
  static AuditedExport read(ResultSet row) throws SQLException {
    var export = new AuditedExport();
    int at = 1;
    export.sequenceNumber = row.getLong(at++);
    export.owner = row.getString(at++);
    export.name = row.getString(at++);
    export.requestedAt = instant(row.getTimestamp(at++));
    export.requestId = row.getString(at++);
    export.client = row.getString(at++);
    Collections.addAll(export.actors, (String[]) row.getArray(at++).getArray());
    Collections.addAll(export.scenes, (String[]) row.getArray(at++).getArray());
    export.pixels = row.getObject(at++, Long.class);
    export.fileName = row.getString(at++);
    export.fileBytes = row.getObject(at++, Long.class);
    export.fileSha256 = row.getString(at++);
    read(row.getString(at++).getBytes(UTF_8)).forEach(export.destinations::add);
    read(row.getString(at++).getBytes(UTF_8)).forEach(export.deliveries::add);
    export.bytesDelivered = row.getLong(at++);
    export.outcome = row.getString(at++);
    export.endedAt = instant(row.getTimestamp(at));
    return export;
  }

  private static Timestamp timestamp(Instant at) {
    return at == null ? null : Timestamp.from(at);
  }

  private static Instant instant(Timestamp at) {
    return at == null ? null : at.toInstant();
  }
}
