package io.landfall.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.export.ExportSummary;
import io.landfall.model.ExportStatus;
import io.landfall.model.delivery.DeliveredFile;
import io.landfall.model.delivery.DeliveryReceipt;
import io.landfall.trace.TraceContext;
import io.landfall.webhook.WebhookQueue.LeasedDelivery;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What is sent: a CloudEvent 1.0 in its structured mode. It holds no secret and no link that gives
 * rights; who wants the files asks for them with a token.
 */
final class WebhookEnvelope {
  /** The media type of what is sent. */
  static final String MEDIA_TYPE = "application/cloudevents+json";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final String baseUrl;
  private final UnaryOperator<String> redaction;

  /**
   * @param baseUrl what stands before paths in links, without a slash at its end; may be empty
   * @param redaction takes the folders of this node out of messages
   */
  WebhookEnvelope(String baseUrl, UnaryOperator<String> redaction) {
    this.baseUrl = baseUrl;
    this.redaction = redaction;
  }

  /**
   * Writes an event.
   *
   * @param receipts of an export that has succeeded, at some destinations at least; else none
   * @param trace that the receiver is told that the event belongs to, by the extension of
   *     CloudEvents for that
   */
  String write(LeasedDelivery due, List<DeliveryReceipt> receipts, Optional<TraceContext> trace) {
    WebhookDelivery delivery = due.delivery();
    boolean isTest = delivery.event() == WebhookEvent.TEST;
    String subject = (isTest ? delivery.webhookId() : delivery.exportId()).toString();
    ObjectNode json = JSON.createObjectNode();
    json.put("specversion", "1.0");
    json.put("id", isTest ? delivery.id().toString() : subject + "." + due.sequenceNumber());
    json.put("source", baseUrl + (isTest ? "/v1/webhooks" : "/v1/exports"));
    json.put("type", delivery.event().type());
    json.put("subject", subject);
    json.put("time", delivery.eventAt().toString());
    json.put("datacontenttype", "application/json");
    trace.ifPresent(belongsTo -> belongsTo.headers().forEach(json::put));
    ObjectNode data = json.putObject("data");
    data.put("id", subject);
    if (isTest) {
      data.putObject("links").put("self", baseUrl + "/v1/webhooks/" + subject);
    } else {
      writeExport(data, due, receipts);
    }
    return json.toString();
  }

  /** Finds the trace that an event was written with. */
  static Optional<TraceContext> trace(String body) {
    try {
      JsonNode event = JSON.readTree(body);
      return TraceContext.parse(
          event.path(TraceContext.PARENT_HEADER).textValue(),
          event.path(TraceContext.STATE_HEADER).textValue());
    } catch (JsonProcessingException e) {
      return Optional.empty(); // written by hand into the table
    }
  }

  private void writeExport(ObjectNode data, LeasedDelivery due, List<DeliveryReceipt> receipts) {
    boolean succeeded = due.delivery().event() == WebhookEvent.SUCCEEDED;
    boolean canceled = due.delivery().event() == WebhookEvent.CANCELED;
    data.put("name", due.exportName());
    due.exportLabels().forEach(data.putArray("labels")::add);
    data.put("status", (succeeded ? ExportStatus.SUCCESS : ExportStatus.ERROR).name());
    data.put(
        "statusReason",
        canceled
            ? ExportSummary.CANCELED
            : due.isPartial() ? ExportSummary.PARTIAL_DELIVERY : null);
    data.set("error", succeeded ? null : error(due.error()));
    ArrayNode files = data.putArray("files");
    for (DeliveryReceipt receipt : receipts) {
      receipt.files().forEach(file -> files.add(file(file, receipt.destination())));
    }
    String self = baseUrl + "/v1/exports/" + due.delivery().exportId();
    ObjectNode links = data.putObject("links").put("self", self).put("files", self + "/files");
    links.put("history", self + "/history");
    if (!succeeded) {
      links.put("retry", self + "/retry");
    }
  }

  private ObjectNode error(WebhookOutbox.EventError error) {
    return JSON.createObjectNode()
        .put("type", baseUrl + "/problems/" + error.code())
        .put("title", error.code().replace('-', ' '))
        .put("detail", redaction.apply(error.detail()))
        .put("step", error.step());
  }

  private static ObjectNode file(DeliveredFile file, int destination) {
    return JSON.createObjectNode()
        .put("destination", destination)
        .put("name", file.name())
        .put("bytes", file.bytes())
        .put("sha256", file.sha256())
        .put("type", file.mediaType());
  }
}
