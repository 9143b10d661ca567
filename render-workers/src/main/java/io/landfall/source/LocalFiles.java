package io.landfall.source;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.plan.MemberHref;
import io.landfall.raster.NamedRasterFile;
import io.landfall.raster.RasterException;
import io.landfall.raster.RasterFile;
import io.landfall.raster.sidecar.OverviewedRasterFile;
import io.landfall.source.archive.ArchivePart;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Rasters of this machine, each with the overviews beside it. */
final class LocalFiles {
  private final VirtualRasters virtual;

  LocalFiles(VirtualRasters virtual) {
    this.virtual = virtual;
  }

  /**
   * Returns what a file is now, with what lies beside it.
   *
   * @throws ExportFailure SCENE_UNREADABLE if it is not there, SCENE_CHANGED if it lies in an
   *     archive that was replaced since its files were listed
   */
  SceneFiles.FileVersion version(String href) {
    Optional<MemberHref> member = MemberHref.parse(href);
    Path path = path(MemberHref.archiveOf(href));
    try {
      if (member.isPresent()) { // nothing beside it is read with it
        String version = LocalVersion.ofFile(path);
        ArchivePart.checkVersion(member.get(), version, path.toString());
        return new SceneFiles.FileVersion(version, member.get().length());
      }
      String own = LocalVersion.of(path);
      return new SceneFiles.FileVersion(
          VirtualRasters.is(path) ? LocalVersion.ofVirtual(own, virtual.sourcesVersion(path)) : own,
          Files.size(path));
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /**
   * Tells whether a file is what it was.
   *
   * @throws ExportFailure SCENE_UNREADABLE if it is not there
   */
  boolean isStill(String href, String etag) {
    Path path = path(MemberHref.archiveOf(href));
    try {
      return MemberHref.parse(href).isPresent()
          ? LocalVersion.ofFile(path).equals(etag)
          : LocalVersion.isStill(path, etag);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /** Returns the name that a file is known by while it is open. */
  String name(String href, String etag) {
    String file =
        MemberHref.parse(href)
            .map(member -> member.nameIn(path(member.archive()).toString()))
            .orElseGet(() -> path(href).toString());
    return file + "@" + etag;
  }

  /**
   * Opens a file.
   *
   * @param etag of its version
   * @return {@code null} if it is a VRT of files that are no longer those of the version
   * @throws ExportFailure SCENE_UNREADABLE, SCENE_UNSUPPORTED
   */
  RasterFile open(String href, String etag) {
    Optional<MemberHref> member = MemberHref.parse(href);
    if (member.isPresent()) {
      return new NamedRasterFile(name(href, etag), read(member.get()));
    }
    Path path = path(href);
    RasterFile image =
        VirtualRasters.is(path)
            ? virtual.open(path, name(href, etag), LocalVersion.sources(etag))
            : read(path);
    if (image == null) {
      return null;
    }
    boolean needsOverviews = LocalVersion.hasOverviews(etag) && !VirtualRasters.hasOverviews(image);
    return new NamedRasterFile(
        name(href, etag), needsOverviews ? withOverviews(path, image) : image);
  }

  /** Overviews save work and say nothing new: bad ones are left out, those out of reach not. */
  private static RasterFile withOverviews(Path path, RasterFile image) {
    Path overviews = path.resolveSibling(path.getFileName() + LocalVersion.OVERVIEWS);
    try {
      return OverviewedRasterFile.join(image, RasterFormats.open(FileByteSource.open(overviews)));
    } catch (RasterException e) {
      if (e.reason() == RasterException.Reason.UNREADABLE) {
        throw SceneFiles.failure(e);
      }
      return OverviewedRasterFile.withWarning(
          image, "%s is not read: %s".formatted(overviews, e.getMessage()));
    } catch (IOException e) {
      throw unreadable(overviews, e);
    }
  }

  private static RasterFile read(Path path) {
    try {
      return RasterFormats.open(FileByteSource.open(path));
    } catch (RasterException e) {
      throw SceneFiles.failure(e);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private static RasterFile read(MemberHref member) {
    Path archive = path(member.archive());
    try {
      return RasterFormats.open(ArchivePart.of(FileByteSource.open(archive), member));
    } catch (RasterException e) {
      throw SceneFiles.failure(e);
    } catch (IOException e) {
      throw unreadable(archive, e);
    }
  }

  static ExportFailure unreadable(Path path, IOException e) {
    if (SceneFiles.isOutOfHandles(e)) {
      return SceneFiles.outOfHandles(path.toString(), e);
    }
    String why = e instanceof NoSuchFileException ? "there is no such file" : e.toString();
    return new ExportFailure(
        ErrorCode.SCENE_UNREADABLE,
        "Cannot read %s: %s. Check the path and its permissions.".formatted(path, why),
        e);
  }

  static Path path(String href) {
    try {
      URI uri = URI.create(href);
      if ("file".equals(uri.getScheme())) {
        return Path.of(uri);
      }
    } catch (IllegalArgumentException e) {
      throw new ExportFailure(
          ErrorCode.SCENE_UNREADABLE,
          "Cannot read \"%s\": it is not a valid file URL (%s). Correct the scene."
              .formatted(href, e.getMessage()),
          e);
    }
    throw SceneFiles.unsupportedScheme(href);
  }
}
