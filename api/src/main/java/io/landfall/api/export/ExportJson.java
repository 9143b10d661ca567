package io.landfall.api.export;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.http.Problems;
import io.landfall.api.json.Json;
import io.landfall.api.json.ProblemStatus;
import io.landfall.export.ExportDetails;
import io.landfall.export.ExportStep;
import io.landfall.export.ExportSummary;
import io.landfall.export.StepWait;
import io.landfall.export.list.ExportListQuery;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportId;
import io.landfall.model.ExportStatus;
import io.landfall.model.PixelGrid;
import io.landfall.model.delivery.DeliveredFile;
import io.landfall.model.delivery.DeliveryFailure;
import io.landfall.model.delivery.DeliveryReceipt;
import io.landfall.model.delivery.LeftFile;
import io.landfall.model.plan.BandDetails;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.OutputMask;
import io.landfall.model.request.Destination;
import io.landfall.model.request.Destination.LinkDestination;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/** Writes exports as the contract shows them. */
public final class ExportJson {
  private ExportJson() {}

  /**
   * Writes one export.
   *
   * @param base what stands before paths in links
   * @param link from a destination and a file's name to where anybody holding it may fetch it;
   *     {@code null}: nobody may any more
   * @param expiresAt until when its files are kept; empty: for ever, or it has none
   */
  static ObjectNode export(
      ExportDetails details,
      String base,
      BiFunction<LinkDestination, String, String> link,
      Optional<Instant> expiresAt) {
    ExportSummary summary = details.summary();
    ObjectNode json = Json.object();
    json.put("id", summary.id().toString());
    json.put("name", details.request().name());
    json.put("status", summary.status().name());
    json.put("statusReason", summary.statusReason());
    json.put("priority", summary.priority().name());
    json.put("attempt", summary.attempt());
    json.set("progress", progress(summary));
    json.set("deliveries", deliveries(summary, link));
    boolean hasResult =
        summary.status() == ExportStatus.SUCCESS
            || summary.status() == ExportStatus.ERROR && !summary.receipts().isEmpty();
    json.set("result", hasResult ? result(summary, link) : null);
    json.set("error", summary.failure() == null ? null : error(summary.failure()));
    json.put("createdAt", time(summary.createdAt()));
    json.put("updatedAt", time(summary.updatedAt()));
    json.put("expiresAt", expiresAt.map(ExportJson::time).orElse(null));
    json.set("request", RequestJson.write(details.request()));
    if (details.request().origin() != null) {
      json.set("pinned", RequestJson.pinned(details.request().origin()));
    }
    json.set("plan", details.plan() == null ? null : plan(details.plan()));
    ArrayNode warnings = json.putArray("warnings");
    if (details.plan() != null) {
      details.plan().warnings().forEach(warnings::add);
    }
    if (StepWait.NO_WORKERS.name().equals(summary.statusReason())) {
      warnings.add(
          "No node renders now: none with the role worker is there. It goes on once one is"
              + " started.");
    }
    if (StepWait.STORE.name().equals(summary.statusReason())) {
      warnings.add(
          "The store takes nothing now: it is full, or does not answer. It goes on once the store"
              + " does; the log of the service names the cause.");
    }
    ObjectNode links = links(summary.id(), summary.status(), base);
    if (expiresAt.isPresent() && summary.expiredAt() == null) {
      links.put("keep", links.path("self").asText() + "/keep");
    }
    json.set("links", links);
    return json;
  }

  /** Writes one export as it stands in a list. */
  static ObjectNode listEntry(ExportListQuery.ExportListRow row, String base) {
    ObjectNode json = Json.object();
    json.put("id", row.id().toString());
    json.put("name", row.name());
    row.labels().forEach(json.putArray("labels")::add);
    json.put("status", row.status().name());
    json.put("statusReason", row.statusReason());
    json.putObject("progress")
        .put("tilesDone", row.tilesDone())
        .put("tilesTotal", row.tilesTotal())
        .put("percent", percent(row.tilesDone(), row.tilesTotal()));
    json.put("bytes", row.fileBytes());
    json.set("error", row.errorCode() == null ? null : problem(row.errorCode(), row.errorDetail()));
    json.put("createdAt", time(row.createdAt()));
    json.put("updatedAt", time(row.updatedAt()));
    json.set("links", links(row.id(), row.status(), base));
    return json;
  }

  /** Writes the files that are delivered: of each destination the output, then its sidecars. */
  static ObjectNode result(
      ExportSummary summary, BiFunction<LinkDestination, String, String> link) {
    ObjectNode json = Json.object();
    ArrayNode files = json.putArray("files");
    for (DeliveryReceipt receipt : summary.receipts()) {
      Optional<LinkDestination> through = linkOf(summary, receipt);
      receipt.files().forEach(file -> files.add(file(file, through, link)));
    }
    return json;
  }

  /** Returns the files that this node can serve. */
  public static List<DeliveredFile> linkFiles(ExportSummary summary) {
    return summary.receipts().stream()
        .filter(receipt -> linkOf(summary, receipt).isPresent())
        .flatMap(receipt -> receipt.files().stream())
        .toList();
  }

  /** Finds the link through which this node serves a file of that name. */
  public static Optional<LinkDestination> findLink(ExportSummary summary, String name) {
    return summary.receipts().stream()
        .filter(receipt -> receipt.files().stream().anyMatch(file -> file.name().equals(name)))
        .flatMap(receipt -> linkOf(summary, receipt).stream())
        .findFirst();
  }

  /** Returns the link that a receipt is of; empty when the file lies elsewhere. */
  private static Optional<LinkDestination> linkOf(ExportSummary summary, DeliveryReceipt receipt) {
    List<Destination> destinations = summary.destinations();
    return receipt.destination() < destinations.size()
            && destinations.get(receipt.destination()) instanceof LinkDestination link
        ? Optional.of(link)
        : Optional.empty();
  }

  private static ObjectNode file(
      DeliveredFile file,
      Optional<LinkDestination> through,
      BiFunction<LinkDestination, String, String> link) {
    return Json.object()
        .put("name", file.name())
        .put("href", through.map(each -> link.apply(each, file.name())).orElse(file.href()))
        .put("bytes", file.bytes())
        .put("sha256", file.sha256())
        .put("type", file.mediaType());
  }

  static ObjectNode progress(ExportSummary summary) {
    ObjectNode json = Json.object();
    json.put("tilesDone", summary.tilesDone());
    json.put("tilesTotal", summary.tilesTotal());
    json.put("percent", percent(summary.tilesDone(), summary.tilesTotal()));
    json.put("bytesRendered", summary.bytesRendered());
    json.put("bytesDelivered", summary.receipts().stream().mapToLong(DeliveryReceipt::bytes).sum());
    json.put("secondsLeft", secondsLeft(summary));
    return json;
  }

  private static int percent(long done, long total) {
    return total == 0 ? 0 : (int) Math.min(100, done * 100 / total);
  }

  /** Extrapolates the rate so far; {@code null} while there is none, as when paused. */
  private static Long secondsLeft(ExportSummary summary) {
    if (summary.status().isTerminal()) {
      return 0L;
    }
    if (summary.tilesDone() == 0 || summary.statusReason() != null) {
      return null;
    }
    double taken = Duration.between(summary.createdAt(), summary.updatedAt()).toMillis() / 1000.0;
    long left = Math.max(0, summary.tilesTotal() - summary.tilesDone());
    return (long) Math.ceil(taken * left / summary.tilesDone());
  }

  private static ArrayNode deliveries(
      ExportSummary summary, BiFunction<LinkDestination, String, String> link) {
    ArrayNode list = Json.object().arrayNode();
    for (int i = 0; i < summary.destinations().size(); i++) {
      list.add(delivery(summary, i, link));
    }
    return list;
  }

  private static ObjectNode delivery(
      ExportSummary summary, int index, BiFunction<LinkDestination, String, String> link) {
    Destination destination = summary.destinations().get(index);
    DeliveryReceipt receipt = find(summary.receipts(), one -> one.destination() == index);
    DeliveryFailure failure =
        receipt == null
            ? find(summary.deliveryFailures(), one -> one.destination() == index)
            : null;
    LeftFile left = find(summary.leftFiles(), one -> one.destination() == index);
    ObjectNode json = DestinationReader.write(destination);
    json.put("status", deliveryStatus(summary, receipt, failure));
    json.put("bytes", receipt == null ? 0 : receipt.bytes());
    json.put("location", location(destination, receipt, left));
    json.set(
        "result",
        receipt == null ? null : file(receipt.files().get(0), linkOf(summary, receipt), link));
    json.set("error", receipt == null ? deliveryError(summary, failure, left) : null);
    return json;
  }

  private static <T> T find(List<T> all, Predicate<T> wanted) {
    return all.stream().filter(wanted).findFirst().orElse(null);
  }

  /** Tells where the file is at the destination, complete, whatever became of the delivery. */
  private static String location(Destination destination, DeliveryReceipt receipt, LeftFile left) {
    if (destination instanceof Destination.LinkDestination) {
      return null; // links are made anew for each answer
    }
    if (receipt != null) {
      return receipt.href();
    }
    return left != null && left.problem() == null ? left.href() : null;
  }

  private static ObjectNode deliveryError(
      ExportSummary summary, DeliveryFailure failure, LeftFile left) {
    if (failure == null) {
      return summary.failure() == null ? null : error(summary.failure());
    }
    boolean isUnclean = left != null && left.problem() != null;
    return deliveryError(
        isUnclean
            ? new DeliveryFailure(
                failure.destination(),
                failure.code(),
                "%s Nor could anything be cleaned up at %s. %s"
                    .formatted(failure.detail(), left.href(), left.problem()))
            : failure);
  }

  static ObjectNode deliveryError(DeliveryFailure failure) {
    return problem(failure.code(), failure.detail()).put("step", ExportStep.DELIVER.label());
  }

  private static String deliveryStatus(
      ExportSummary summary, DeliveryReceipt receipt, DeliveryFailure failure) {
    if (receipt != null) {
      return "SUCCESS";
    }
    if (failure != null) {
      return "ERROR";
    }
    return switch (summary.status()) {
      case ERROR -> "ERROR";
      case DELIVERING -> "DELIVERING";
      case PENDING, SUBMITTED, RENDERING, SUCCESS -> "PENDING";
    };
  }

  static ObjectNode error(ExportSummary.StepFailure failure) {
    return problem(failure.code(), failure.detail()).put("step", failure.step().label());
  }

  private static ObjectNode problem(ErrorCode code, String detail) {
    return Problems.document(ProblemStatus.of(code), code.slug(), detail);
  }

  static ObjectNode plan(ExportPlan plan) {
    PixelGrid grid = plan.grid();
    ObjectNode json = Json.object();
    json.put("fileName", plan.fileName());
    json.putObject("grid")
        .put("epsg", grid.epsg())
        .put("west", grid.west())
        .put("south", grid.south())
        .put("east", grid.east())
        .put("north", grid.north())
        .put("resolution", grid.pixelWidth())
        .put("width", grid.width())
        .put("height", grid.height());
    ArrayNode scenes = json.putArray("scenes");
    plan.scenes().forEach(scene -> scenes.add(scene.id().value()));
    ArrayNode bands = json.putArray("bands");
    plan.bands().names().forEach(bands::add);
    json.put("sampleType", plan.bands().type().name());
    json.put("values", plan.values().name().toLowerCase(Locale.ROOT));
    json.put("nodata", plan.bands().nodata());
    OutputMask mask = plan.bands().mask();
    json.put("mask", mask == null ? "none" : mask.name().toLowerCase(Locale.ROOT));
    ArrayNode details = json.putArray("bandDetails");
    plan.bands().details().forEach(band -> details.add(details(band)));
    json.put("palette", plan.bands().colors() == null ? 0 : plan.bands().colors().size());
    json.put("tiles", plan.layout().tilesTotal());
    json.put("tasks", plan.layout().tasks().size());
    json.put("parts", plan.parts());
    json.put("bytes", plan.layout().estimatedBytes());
    json.put("software", plan.software());
    return json;
  }

  private static ObjectNode details(BandDetails band) {
    ObjectNode json = Json.object();
    if (band.color() != null) {
      json.put("color", band.color().name().toLowerCase(Locale.ROOT));
    }
    if (band.calibration() != null) {
      json.put("scale", band.calibration().scale()).put("offset", band.calibration().offset());
    }
    if (band.unit() != null) {
      json.put("unit", band.unit());
    }
    return json;
  }

  private static ObjectNode links(ExportId id, ExportStatus status, String base) {
    String self = base + "/v1/exports/" + id;
    ObjectNode json = Json.object().put("self", self).put("files", self + "/files");
    json.put("history", self + "/history");
    json.put("stream", self + "/stream");
    List<String> actions =
        switch (status) {
          case SUCCESS -> List.of("deliver");
          case ERROR -> List.of("retry");
          case PENDING, SUBMITTED, RENDERING, DELIVERING ->
              List.of("cancel", "pause", "resume", "priority", "deliver");
        };
    actions.forEach(action -> json.put(action, self + "/" + action));
    return json;
  }

  static String time(Instant instant) {
    return DateTimeFormatter.ISO_INSTANT.format(instant);
  }
}
