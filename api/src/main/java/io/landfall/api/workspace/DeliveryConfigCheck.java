package io.landfall.api.workspace;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.json.Json;
import io.landfall.destination.DestinationFinding;
import io.landfall.destination.DestinationFinding.FindingStatus;
import io.landfall.model.ErrorCode;
import io.landfall.model.ErrorCode.Blame;
import io.landfall.model.ExportFailure;
import io.landfall.workspace.DeliveryConfig;
import io.landfall.workspace.DeliveryConfig.DeliveryType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks whether a delivery configuration works, and says what it has not looked at. */
final class DeliveryConfigCheck {
  /** What has not answered then is told as such; below {@code landfall.api.request-timeout}. */
  static final Duration LONGEST = Duration.ofSeconds(25);

  /** What says nothing of the destination: the caller asks again. */
  private static final Set<ErrorCode> COMES_AGAIN =
      EnumSet.of(ErrorCode.NODE_BUSY, ErrorCode.DATABASE_UNAVAILABLE);

  private static final Logger LOG = LoggerFactory.getLogger(DeliveryConfigCheck.class);

  private final WorkspacePorts ports;

  DeliveryConfigCheck(WorkspacePorts ports) {
    this.ports = ports;
  }

  /** Returns what was found; fails only where the service itself cannot look. */
  CompletionStage<ObjectNode> check(DeliveryConfig config) {
    if (config.settings().type() == DeliveryType.HTTP) {
      String own = "Links lead to this service itself.";
      return CompletableFuture.completedFuture(
          json(List.of(DestinationFinding.ok("destination", own))));
    }
    return ports
        .pool()
        .supply(() -> secrets(config))
        .thenCompose(
            secrets ->
                secrets.status() == FindingStatus.PROBLEM
                    ? CompletableFuture.completedFuture(List.of(secrets))
                    : asked(config).thenApply(found -> joined(secrets, found)))
        .thenApply(DeliveryConfigCheck::json);
  }

  private DestinationFinding secrets(DeliveryConfig config) {
    try {
      boolean kept = !ports.delivery().configs().secrets(config).isEmpty();
      if (!kept && config.needsSecrets()) {
        return DestinationFinding.problem("secrets", "None are kept. Make it anew.");
      }
      return DestinationFinding.ok(
          "secrets", kept ? "They are kept and can be decrypted." : "It needs none.");
    } catch (ExportFailure e) {
      if (e.code() != ErrorCode.INTERNAL) {
        throw e; // the database does not answer: that says nothing of the configuration
      }
      return DestinationFinding.problem("secrets", e.getMessage());
    }
  }

  private CompletionStage<List<DestinationFinding>> asked(DeliveryConfig config) {
    return ports
        .delivery()
        .checker()
        .check(config)
        .toCompletableFuture()
        .copy()
        .orTimeout(LONGEST.toSeconds(), TimeUnit.SECONDS)
        .exceptionally(thrown -> List.of(failure(thrown)));
  }

  /** A delivery would fail as well where it is not this service that could not look. */
  private static DestinationFinding failure(Throwable thrown) {
    boolean late =
        thrown instanceof TimeoutException || thrown.getCause() instanceof TimeoutException;
    if (late) {
      return DestinationFinding.unchecked(
          "access",
          "The destination has not answered within %d s. Try again; if it stays so, look whether it runs."
              .formatted(LONGEST.toSeconds()));
    }
    ExportFailure failure = ExportFailure.of(thrown);
    if (COMES_AGAIN.contains(failure.code())) {
      throw failure;
    }
    if (failure.code() == ErrorCode.INTERNAL) {
      LOG.warn("Cannot check a destination", thrown);
      return DestinationFinding.unchecked(
          "access", "This service failed when it looked. Ask its operator to look into the log.");
    }
    return failure.code().blame() == Blame.SERVICE
        ? DestinationFinding.unchecked("access", failure.getMessage())
        : DestinationFinding.problem("access", failure.getMessage());
  }

  private static List<DestinationFinding> joined(
      DestinationFinding first, List<DestinationFinding> others) {
    List<DestinationFinding> all = new ArrayList<>(List.of(first));
    all.addAll(others);
    return all;
  }

  private static ObjectNode json(List<DestinationFinding> findings) {
    ObjectNode json = Json.object();
    json.put("status", worst(findings).name());
    ArrayNode checks = json.putArray("checks");
    for (DestinationFinding finding : findings) {
      checks
          .addObject()
          .put("name", finding.name())
          .put("status", finding.status().name())
          .put("detail", finding.detail());
    }
    return json;
  }

  private static FindingStatus worst(List<DestinationFinding> findings) {
    List<FindingStatus> all = findings.stream().map(DestinationFinding::status).toList();
    return all.contains(FindingStatus.PROBLEM)
        ? FindingStatus.PROBLEM
        : all.contains(FindingStatus.UNCHECKED) ? FindingStatus.UNCHECKED : FindingStatus.OK;
  }
}
