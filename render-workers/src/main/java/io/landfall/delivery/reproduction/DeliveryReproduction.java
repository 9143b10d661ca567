package io.landfall.delivery.reproduction;

import io.landfall.delivery.FileNames;
import io.landfall.delivery.ProvenanceDelivery;
import io.landfall.delivery.Sidecar;
import io.landfall.delivery.Sidecars;
import io.landfall.delivery.image.LocalConversion;
import io.landfall.delivery.sidecar.FileSidecars;
import io.landfall.delivery.sidecar.FileSidecars.DescribedFile;
import io.landfall.model.ExportId;
import io.landfall.model.SceneId;
import io.landfall.model.delivery.DeliveredFile;
import io.landfall.model.delivery.DeliveryReceipt;
import io.landfall.model.plan.ExportPlan;
import io.landfall.raster.RasterException;
import io.landfall.raster.compress.NativeInflater;
import io.landfall.raster.crs.CoordinateTransforms;
import io.landfall.raster.image.Thumbnail;
import io.landfall.raster.provenance.ProvenancePlan;
import io.landfall.raster.tiff.TiffFile;
import io.landfall.raster.zarr.ZippedRaster;
import io.landfall.source.FileByteSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files that destinations were given, made again of a raster that was rendered again, by the
 * code that delivers. Blocking.
 */
public final class DeliveryReproduction {
  private static final int BUFFER_BYTES = 1 << 20;

  /** Sidecars of a file in the store have plain names, since nothing else is in its folder. */
  private static final String CHECKSUMS_IN_STORE = "SHA256SUMS";

  private static final String CHECKSUMS_SUFFIX = ".sha256";

  private final DeliveredExport export;
  private final CoordinateTransforms transforms;
  private final FileFacts file;
  private final FileFacts provenance;
  private final Sidecars sidecars;

  /**
   * The export whose files they are.
   *
   * @param scenes that gave at least one pixel
   * @param requestedAt when it was asked for
   */
  public record DeliveredExport(
      ExportId id, ExportPlan plan, List<SceneId> scenes, Instant requestedAt) {
    public DeliveredExport {
      scenes = List.copyOf(scenes);
    }
  }

  /**
   * A file that is compared.
   *
   * @param sha256 in hexadecimal
   */
  public record FileFacts(long bytes, String sha256) {}

  private DeliveryReproduction(
      DeliveredExport export,
      CoordinateTransforms transforms,
      FileFacts file,
      FileFacts provenance,
      byte[] thumbnail) {
    this.export = export;
    this.transforms = transforms;
    this.file = file;
    this.provenance = provenance;
    this.sidecars =
        new FileSidecars(this.transforms)
            .of(
                new DescribedFile(
                    export.id(),
                    export.plan(),
                    export.scenes(),
                    export.requestedAt(),
                    file.bytes()),
                thumbnail);
  }

  /**
   * Makes what is made of the raster.
   *
   * @param raster that was rendered again
   * @param rendered what it is
   * @param provenance the raster of scene numbers that was made with it; {@code null}: none was
   * @param converted where an image or map tiles are written; there is no such file yet
   */
  public static DeliveryReproduction of(
      DeliveredExport export,
      Path raster,
      FileFacts rendered,
      FileFacts provenance,
      Path converted,
      CoordinateTransforms transforms)
      throws IOException {
    try (TiffFile pixels =
        TiffFile.open(ZippedRaster.of(FileByteSource.open(raster)), NativeInflater.codecs())) {
      FileFacts file = rendered;
      if (export.plan().format().type().isMadeOfRaster()) {
        LocalConversion.write(export.plan(), pixels, converted);
        file = facts(converted);
      }
      return new DeliveryReproduction(export, transforms, file, provenance, Thumbnail.of(pixels));
    } catch (RasterException e) {
      throw new IOException("the raster that was rendered cannot be read: " + e.getMessage(), e);
    }
  }

  private static FileFacts facts(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int count; (count = in.read(buffer)) > 0; ) {
        digest.update(buffer, 0, count);
      }
      return new FileFacts(Files.size(file), HexFormat.of().formatHex(digest.digest()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  /** Returns the file itself, as it would be delivered now. */
  public FileFacts file() {
    return file;
  }

  /**
   * Compares with what a destination was given.
   *
   * @return the files that are not the same, in words; empty: all are
   */
  public List<String> differences(DeliveryReceipt receipt) {
    Map<String, FileFacts> made = files(receipt);
    List<String> different = new ArrayList<>();
    for (DeliveredFile recorded : receipt.files()) {
      FileFacts now = made.get(recorded.name());
      if (now == null) {
        different.add(
            "%s of destination %d, which is not made any more"
                .formatted(recorded.name(), receipt.destination() + 1));
      } else if (now.bytes() != recorded.bytes() || !now.sha256().equals(recorded.sha256())) {
        different.add(
            "%s of destination %d, which had SHA-256 %s and has %s now"
                .formatted(
                    recorded.name(), receipt.destination() + 1, recorded.sha256(), now.sha256()));
      }
    }
    return different;
  }

  /** Makes all files as that destination names them. */
  private Map<String, FileFacts> files(DeliveryReceipt receipt) {
    Map<String, FileFacts> files = new LinkedHashMap<>();
    FileNames names = names(receipt);
    List<DeliveredFile> beside = beside(names);
    beside.forEach(each -> files.put(each.name(), new FileFacts(each.bytes(), each.sha256())));
    for (Sidecar each :
        ProvenanceDelivery.vouchedFor(sidecars, beside).make(names, file.sha256())) {
      files.put(each.name(), new FileFacts(each.content().length, each.sha256()));
    }
    files.put(receipt.name(), file);
    return files;
  }

  /** A file among others is named by its destination, and its sidecars by that name. */
  private FileNames names(DeliveryReceipt receipt) {
    var type = export.plan().format().type();
    for (DeliveredFile sidecar : receipt.sidecars()) {
      String name = sidecar.name();
      if (name.equals(CHECKSUMS_IN_STORE)) {
        return FileNames.inStore(receipt.name(), type);
      }
      if (name.endsWith(CHECKSUMS_SUFFIX)) {
        return FileNames.amongOthers(
            name.substring(0, name.length() - CHECKSUMS_SUFFIX.length()), type);
      }
    }
    return FileNames.inStore(receipt.name(), type);
  }

  private List<DeliveredFile> beside(FileNames names) {
    if (provenance == null) {
      return List.of();
    }
    String raster = ProvenancePlan.name(names.main());
    List<DeliveredFile> files = new ArrayList<>();
    files.add(new DeliveredFile(raster, null, provenance.bytes(), provenance.sha256(), null));
    var rasterNames = FileNames.inStore(raster, ProvenancePlan.of(export.plan()).format().type());
    for (Sidecar table :
        ProvenanceDelivery.sidecars(export.plan()).make(rasterNames, provenance.sha256())) {
      files.add(table.delivered(null));
    }
    return files;
  }
}
