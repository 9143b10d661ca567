package io.landfall.render;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.PlannedBand;
import io.landfall.raster.RasterException;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.RasterSources;
import io.landfall.raster.SampleBlock;
import io.landfall.raster.tiff.TiffFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Opens the files that scenes name, and keeps the most recently used ones open. Files are known by
 * address and version, so a file that changes is never mixed with what was read of it before.
 */
public final class FileSources implements RasterSources, AutoCloseable {
  /** Beyond this many open files the one used longest ago is let go. */
  private static final int MAX_OPEN = 256;

  private final Map<String, RasterFile> open = new LinkedHashMap<>(64, 0.75f, true);

  /**
   * What is at an address now.
   *
   * @param etag changes whenever the content does
   * @param bytes its size
   */
  public record Version(String etag, long bytes) {}

  @Override
  public RasterFile open(PlannedBand band) {
    Version version = version(band.href());
    if (!version.etag().equals(band.etag())) {
      throw new ExportFailure(
          ErrorCode.SCENE_CHANGED,
          "Cannot read %s: it is no longer the file that was planned with. Export again."
              .formatted(band.href()));
    }
    return open(band.href(), version);
  }

  /**
   * Opens a file in the version it has now.
   *
   * @throws ExportFailure SCENE_UNREADABLE, SCENE_UNSUPPORTED, or OPTION_UNSUPPORTED for an address
   *     of another kind
   */
  public RasterFile open(String href, Version version) {
    String name = path(href) + "@" + version.etag();
    synchronized (open) {
      RasterFile file = open.get(name);
      if (file == null) {
        file = new Named(name, read(path(href)));
        open.put(name, file);
        letGo();
      }
      return file;
    }
  }

  /**
   * Returns what is at an address now.
   *
   * @throws ExportFailure SCENE_UNREADABLE if there is nothing, or it may not be read
   */
  public Version version(String href) {
    Path path = path(href);
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      FileTime changed = attributes.lastModifiedTime();
      return new Version(
          attributes.size() + "-" + changed.to(TimeUnit.NANOSECONDS), attributes.size());
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /** Turns a raster's complaint into the failure of an export, in the same words. */
  public static ExportFailure failure(RasterException e) {
    ErrorCode code =
        switch (e.kind()) {
          case DAMAGED, UNREADABLE -> ErrorCode.SCENE_UNREADABLE;
          case UNSUPPORTED -> ErrorCode.SCENE_UNSUPPORTED;
        };
    return new ExportFailure(code, e.getMessage(), e);
  }

  @Override
  public void close() {
    synchronized (open) {
      open.values().forEach(RasterFile::close);
      open.clear();
    }
  }

  private static RasterFile read(Path path) {
    try {
      return TiffFile.open(FileByteSource.open(path));
    } catch (RasterException e) {
      throw failure(e);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private static ExportFailure unreadable(Path path, IOException e) {
    String why = e instanceof NoSuchFileException ? "there is no such file" : e.toString();
    return new ExportFailure(
        ErrorCode.SCENE_UNREADABLE,
        "Cannot read %s: %s. Check the path and its permissions.".formatted(path, why),
        e);
  }

  /**
   * Lets go of the file used longest ago; threads that still read it keep it until they are done,
   * then it is collected.
   */
  private void letGo() {
    if (open.size() > MAX_OPEN) {
      var eldest = open.entrySet().iterator();
      eldest.next();
      eldest.remove();
    }
  }

  private static Path path(String href) {
    try {
      URI uri = URI.create(href);
      if ("file".equals(uri.getScheme())) {
        return Path.of(uri);
      }
    } catch (IllegalArgumentException e) {
      throw new ExportFailure(
          ErrorCode.SCENE_UNREADABLE,
          "Cannot read \"%s\": it is no address of a file (%s). Correct the scene."
              .formatted(href, e.getMessage()),
          e);
    }
    throw new ExportFailure(
        ErrorCode.OPTION_UNSUPPORTED,
        "Cannot read %s yet: only files of this machine. Download it and give its path."
            .formatted(href));
  }

  /** A file under a name that holds its version, since decoded blocks are kept by name. */
  private record Named(String name, RasterFile file) implements RasterFile {
    @Override
    public RasterInfo info() {
      return file.info();
    }

    @Override
    public SampleBlock readBlock(int level, int blockColumn, int blockRow) {
      return file.readBlock(level, blockColumn, blockRow);
    }

    @Override
    public RasterInfo.Size blockSize(int level) {
      return file.blockSize(level);
    }

    @Override
    public void close() {
      file.close();
    }
  }
}
