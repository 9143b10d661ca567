package io.landfall.delivery;

import io.landfall.export.StepPorts.DeliveryRequest;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportFailure;
import io.landfall.model.delivery.DeliveredFile;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.Destination;
import io.landfall.model.request.Destination.LocalFileDestination;
import io.landfall.model.request.OutputFormat.FileFormat;
import io.landfall.raster.provenance.ProvenancePlan;
import io.landfall.raster.provenance.SceneTable;
import io.landfall.store.ImageParts;
import io.landfall.store.MediaTypes;
import io.landfall.store.ObjectKeys;
import io.landfall.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * The raster of scene numbers as a file to deliver: it goes where the file of the export goes, by
 * the same ways, with a table of the scenes beside it.
 */
public final class ProvenanceDelivery {
  /** Numbers of scenes change seldom from pixel to pixel: a byte for so many is seldom needed. */
  private static final long PIXELS_PER_BYTE = 50;

  private ProvenanceDelivery() {}

  /** Finds it in the store; fails with DESTINATION_CORRUPT where it is not there any more. */
  static CompletionStage<DeliveryItem> find(ObjectStore store, DeliveryRequest delivery) {
    ExportAttempt attempt = delivery.attempt();
    ExportPlan plan = ProvenancePlan.of(delivery.plan());
    String key = ObjectKeys.file(attempt, plan.fileName());
    return ImageParts.read(store, ObjectKeys.provenanceParts(attempt))
        .thenCombine(
            store.find(key),
            (parts, object) -> {
              if (parts.isEmpty() || object.isEmpty()) {
                throw new ExportFailure(
                    ErrorCode.DESTINATION_CORRUPT,
                    "Cannot deliver %s: it is not in the store any more. Retry the export: it is rendered again."
                        .formatted(key));
              }
              return new DeliveryItem(
                  attempt,
                  name(delivery.destination(), delivery.plan()),
                  plan.format().type(),
                  object.get(),
                  parts,
                  delivery.destinationIndex());
            });
  }

  /** Returns the destination of the raster, where the export has {@code destination}. */
  static Destination destination(Destination destination) {
    return destination instanceof LocalFileDestination file
        ? new LocalFileDestination(
            ProvenancePlan.name(file.path()),
            file.name() == null ? null : ProvenancePlan.name(file.name()))
        : destination;
  }

  private static String name(Destination destination, ExportPlan plan) {
    if (destination instanceof LocalFileDestination file) {
      String path = file.path().replace('\\', '/');
      String name = file.name() == null ? path.substring(path.lastIndexOf('/') + 1) : file.name();
      return ProvenancePlan.name(name);
    }
    return ProvenancePlan.name(plan.deliveredName());
  }

  /** Returns what is known of the file before it is rendered. */
  static PlannedFile planned(ExportAttempt attempt, Destination destination, ExportPlan plan) {
    long pixels = (long) plan.grid().width() * plan.grid().height();
    FileFormat type = ProvenancePlan.of(plan).format().type();
    return new PlannedFile(attempt, name(destination, plan), type, pixels / PIXELS_PER_BYTE);
  }

  /** Returns how to make what goes with it: the table of scenes for people, and for GDAL. */
  public static Sidecars sidecars(ExportPlan plan) {
    return (names, sha256) ->
        List.of(
            table(ProvenancePlan.xml(names.main()), SceneTable.xml(plan)),
            table(ProvenancePlan.csv(names.main()), SceneTable.csv(plan)));
  }

  /** Returns how to make the sidecars of the export's file, with checksums of what is beside it. */
  public static Sidecars vouchedFor(Sidecars sidecars, List<DeliveredFile> beside) {
    return (names, sha256) ->
        sidecars.make(names, sha256).stream()
            .map(
                file ->
                    file.name().equals(names.checksums()) && !beside.isEmpty()
                        ? vouchedFor(file, beside)
                        : file)
            .toList();
  }

  private static Sidecar vouchedFor(Sidecar checksums, List<DeliveredFile> beside) {
    String further =
        ChecksumFile.write(
            beside.stream().map(file -> Map.entry(file.name(), file.sha256())).toList());
    String all = new String(checksums.content(), StandardCharsets.UTF_8) + further;
    return Sidecar.text(checksums.name(), checksums.mediaType(), all);
  }

  private static Sidecar table(String name, String content) {
    return Sidecar.text(name, MediaTypes.of(name), content);
  }
}
