package io.landfall.node.cli.export;

import io.landfall.delivery.FileNames;
import io.landfall.delivery.local.ReplaceableFiles;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.delivery.CompanionFiles;
import io.landfall.model.delivery.DeliveredFile;
import io.landfall.model.request.OutputFormat;
import io.landfall.raster.provenance.ProvenancePlan;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Where the result goes. A file that is there is only replaced when that was asked for, and then in
 * one step at the end.
 *
 * @param target what the user named, absolute
 * @param written what the export writes: the target, or a name beside it
 * @param type of the file, by which programs look for others beside it
 */
public record OutputFile(Path target, Path written, OutputFormat.FileFormat type) {

  /**
   * Checks before anything starts that the file can be written.
   *
   * @param working where a relative path begins
   * @param withProvenance whether a raster of scene numbers comes beside it
   * @param id of the export, by which a file has its name until it is in its place
   * @throws ExportFailure DESTINATION_EXISTS, DESTINATION_UNWRITABLE
   */
  public static OutputFile check(
      Path working,
      Path named,
      OutputFormat.FileFormat type,
      ExistingFilePolicy existing,
      boolean withProvenance,
      ExportId id) {
    Path target = working.resolve(named).toAbsolutePath().normalize();
    if (Files.isDirectory(target)) {
      throw new ExportFailure(
          ErrorCode.DESTINATION_UNWRITABLE,
          "Cannot write %s: it is a folder. Name a file in it.".formatted(named));
    }
    if (Files.exists(target) && !Files.isRegularFile(target)) {
      throw new ExportFailure(
          ErrorCode.DESTINATION_UNWRITABLE,
          "Cannot write %s: it is a pipe or a device, not a file. Name a file, and read it from there when it is whole."
              .formatted(named));
    }
    FileNames names = FileNames.amongOthers(target.getFileName().toString(), type);
    if (existing == ExistingFilePolicy.KEEP
        && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) { // nor a link that leads nowhere
      throw destinationExists(named);
    }
    if (existing == ExistingFilePolicy.KEEP) {
      companions(target, type)
          .findFirst()
          .ifPresent(
              there -> {
                throw companionExists(named, there);
              });
    }
    if (existing == ExistingFilePolicy.KEEP
        && !ReplaceableFiles.areReplaceable(target.getParent(), names)) {
      throw destinationExists(
          sidecars(target, names).filter(Files::exists).findFirst().orElse(named));
    }
    if (existing == ExistingFilePolicy.KEEP && withProvenance) {
      provenance(target)
          .filter(Files::exists)
          .findFirst()
          .ifPresent(
              there -> {
                throw destinationExists(there);
              });
    }
    Path folder = target.getParent();
    if (!Files.isDirectory(folder)) {
      throw new ExportFailure(
          ErrorCode.DESTINATION_UNWRITABLE,
          "Cannot write %s: there is no folder %s. Make it first.".formatted(named, folder));
    }
    probeWritable(named, folder);
    boolean replaces =
        existing == ExistingFilePolicy.REPLACE
            && (Files.exists(target, LinkOption.NOFOLLOW_LINKS)
                || Stream.of(sidecars(target, names), provenance(target), companions(target, type))
                    .flatMap(Function.identity())
                    .anyMatch(Files::exists));
    String prefix = replaces ? ".%s.".formatted(id) : "";
    probeName(named, target, names, prefix);
    return new OutputFile(target, target.resolveSibling(prefix + target.getFileName()), type);
  }

  /**
   * Returns what a user is to know who takes the output for the file that a link leads to; empty:
   * it is no link.
   */
  public Optional<String> replacedLink() {
    if (!Files.isSymbolicLink(target)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          "%s is a link to %s: the new file takes the place of the link, what it leads to stays."
              .formatted(target, Files.readSymbolicLink(target)));
    } catch (IOException e) {
      return Optional.empty(); // it has gone meanwhile
    }
  }

  /** What to do with a file that is there already. */
  public enum ExistingFilePolicy {
    KEEP,
    REPLACE
  }

  /**
   * Returns the format to write: that asked for, or that of the name.
   *
   * @param asked {@code null}: none is
   * @throws ExportFailure REQUEST_INVALID if the name says another than was asked for
   */
  public static OutputFormat.FileFormat format(Path named, OutputFormat.FileFormat asked) {
    OutputFormat.FileFormat byName = byName(named);
    if (asked == null || byName == null) {
      return asked != null ? asked : byName != null ? byName : OutputFormat.FileFormat.COG;
    }
    if (asked != byName && !(asked.isTiff() && byName.isTiff())) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Cannot write a %s to %s: its name is that of a %s. Name another file, or leave --format out."
              .formatted(asked, named, byName == OutputFormat.FileFormat.COG ? "TIFF" : byName));
    }
    return asked;
  }

  /** Returns the format that a name ends in, COG for both sorts of TIFF; {@code null}: in none. */
  private static OutputFormat.FileFormat byName(Path named) {
    String name = named.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".zarr.zip")) {
      return OutputFormat.FileFormat.ZARR;
    }
    int dot = name.lastIndexOf('.');
    return switch (name.substring(Math.max(dot, 0))) {
      case ".tif", ".tiff" -> OutputFormat.FileFormat.COG;
      case ".png" -> OutputFormat.FileFormat.PNG;
      case ".jpg", ".jpeg" -> OutputFormat.FileFormat.JPEG;
      case ".mbtiles" -> OutputFormat.FileFormat.MBTILES;
      case ".pmtiles" -> OutputFormat.FileFormat.PMTILES;
      default -> null;
    };
  }

  private static Stream<Path> sidecars(Path target, FileNames names) {
    return names.sidecars().stream().map(target::resolveSibling);
  }

  private static Stream<Path> provenance(Path target) {
    return ProvenancePlan.names(target.getFileName().toString()).stream()
        .map(target::resolveSibling);
  }

  /** Returns what is there and would be read as part of the new file: no folders. */
  private static Stream<Path> companions(Path target, OutputFormat.FileFormat type) {
    String name = target.getFileName().toString();
    List<String> names =
        switch (type) {
          case COG, GEOTIFF -> CompanionFiles.ofGeoTiff(name);
          case PNG, JPEG -> CompanionFiles.ofImage(name);
          case MBTILES -> CompanionFiles.ofMbTiles(name);
          case ZARR, PMTILES -> List.of();
        };
    return names.stream().map(target::resolveSibling).filter(Files::isRegularFile);
  }

  private static ExportFailure companionExists(Path named, Path there) {
    return new ExportFailure(
        ErrorCode.DESTINATION_EXISTS,
        "Cannot write %s: %s is there from an earlier file, and would be read as part of the new one. Remove it, name another file, or add --overwrite, which removes it."
            .formatted(named, there.getFileName()));
  }

  private static ExportFailure destinationExists(Path file) {
    return new ExportFailure(
        ErrorCode.DESTINATION_EXISTS,
        "Cannot write %s: it exists. Name another file, or add --overwrite.".formatted(file));
  }

  /** Rights lie, for root above all: only writing shows. */
  private static void probeWritable(Path named, Path folder) {
    try {
      Files.delete(Files.createTempFile(folder, ".landfall", ".probe"));
    } catch (IOException e) {
      throw new ExportFailure(
          ErrorCode.DESTINATION_UNWRITABLE,
          "Cannot write %s: nothing can be written to the folder %s. Check its rights and free space."
              .formatted(named, folder),
          e);
    }
  }

  /**
   * Each file has a longer name while it is written; file systems bound them in bytes or letters.
   */
  private static void probeName(Path named, Path target, FileNames names, String prefix) {
    String longest =
        names.sidecars().stream().max(Comparator.comparingInt(String::length)).orElseThrow();
    try {
      Path probe = target.resolveSibling(".%s%s.00000000.part".formatted(prefix, longest));
      Files.deleteIfExists(Files.createFile(probe));
    } catch (FileAlreadyExistsException e) {
      return; // of an export that ended at this point; the name is not too long
    } catch (IOException | InvalidPathException e) {
      throw new ExportFailure(
          ErrorCode.DESTINATION_UNWRITABLE,
          "Cannot write %s: the name is too long, as files beside it have longer ones. Choose a shorter one."
              .formatted(named),
          e);
    }
  }

  /**
   * Puts the finished file in its place, and then its sidecars. Scene numbers of what was there are
   * removed, unless new ones replace them, and so are overviews, masks and statistics that were
   * made of it.
   *
   * @param sidecars their names are those they will have
   */
  public void moveIntoPlace(List<DeliveredFile> sidecars) {
    if (!written.equals(target)) {
      String now = written.getFileName().toString();
      String prefix = now.substring(0, now.length() - target.getFileName().toString().length());
      try {
        Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
        for (Path old : Stream.concat(provenance(target), companions(target, type)).toList()) {
          Files.deleteIfExists(old);
        }
        for (DeliveredFile file : sidecars) {
          Files.move(
              target.resolveSibling(prefix + file.name()),
              target.resolveSibling(file.name()),
              StandardCopyOption.ATOMIC_MOVE);
        }
      } catch (IOException e) {
        throw new ExportFailure(
            ErrorCode.DESTINATION_UNWRITABLE,
            "Cannot replace %s and what belongs to it: %s. The result is %s."
                .formatted(target, e, Files.exists(written) ? written : target),
            e);
      }
    }
  }
}
