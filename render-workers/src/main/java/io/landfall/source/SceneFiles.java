package io.landfall.source;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.cloud.QualityMask;
import io.landfall.model.plan.ExternalMask;
import io.landfall.model.plan.MemberHref;
import io.landfall.model.plan.PlannedBand;
import io.landfall.raster.BlockCache;
import io.landfall.raster.NamedRasterFile;
import io.landfall.raster.RasterException;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterSources;
import io.landfall.raster.ReadAhead;
import io.landfall.raster.SingleFlightCache;
import io.landfall.raster.quality.CloudMaskedFile;
import io.landfall.raster.quality.QualityMaskFile;
import io.landfall.raster.sidecar.MaskedRasterFile;
import io.landfall.source.archive.ArchivePart;
import io.landfall.source.archive.ByteSourceChannel;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Opens the files that scenes name, and keeps the most recently used ones open. Files are known by
 * URL and version, so a file that changes is never mixed with what was read of it before.
 */
public final class SceneFiles implements RasterSources, AutoCloseable {
  /**
   * Beyond this many open files the one used longest ago is let go, not closed: it may be in use.
   */
  private static final int MAX_OPEN = 256;

  /** Of quality bands and masks made of them: a row of blocks of a few scenes. */
  private static final long CLOUD_BLOCK_BYTES = 16L << 20;

  private static final int SHARE_FOR_SPARE_CLOUD_BLOCKS = 20;

  /** How the system says EMFILE and ENFILE. */
  private static final String TOO_MANY_FILES = "Too many open files";

  private final SingleFlightCache<String, RasterFile> open =
      new SingleFlightCache<>(MAX_OPEN, file -> 1);
  private final BlockCache cloudBlocks =
      new BlockCache(
          CLOUD_BLOCK_BYTES, Runtime.getRuntime().maxMemory() / SHARE_FOR_SPARE_CLOUD_BLOCKS);
  private final LocalFiles local = new LocalFiles(new VirtualRasters(this));
  private final RemoteSources remote;
  private final StoredFiles stored;

  /** Reads files of this machine only. */
  public SceneFiles() {
    this((RemoteSources) null);
  }

  /** Reads files of this machine, and those of others through {@code remote}, which it closes. */
  public SceneFiles(RemoteSources remote) {
    this.remote = remote;
    this.stored = null;
  }

  /** Reads files of this machine, and some of our own. */
  public SceneFiles(StoredFiles stored) {
    this.remote = null;
    this.stored = stored;
  }

  /**
   * What is at a URL now.
   *
   * @param etag changes whenever the content does, of a local file also with files beside it that
   *     are read
   * @param bytes its size
   */
  public record FileVersion(String etag, long bytes) {}

  /**
   * Tells whether a file is what it was when somebody looked at it, as far as he looked.
   *
   * @param before its {@link FileVersion#etag} then
   * @param now the same now
   */
  public static boolean isSameVersion(String before, String now) {
    return LocalVersion.isSame(before, now);
  }

  @Override
  public RasterFile open(PlannedBand band) {
    RasterFile image = openWithMask(band);
    QualityMask rule = band.clouds();
    if (rule == null) {
      return image;
    }
    RasterFile quality = openPinned(rule.href(), rule.etag());
    String clouds = "clouds by " + rule;
    String name = image.name() + " without " + clouds + " at " + band.geometry();
    return open.get(
        name,
        () ->
            new CloudMaskedFile(
                name,
                image,
                band.geometry(),
                new QualityMaskFile(clouds, quality, rule, cloudBlocks),
                rule,
                cloudBlocks));
  }

  private RasterFile openWithMask(PlannedBand band) {
    return openWithMask(band.href(), band.etag(), band.mask());
  }

  /** Opens a file if it is still what it was, and so the mask beside it, if that is not null. */
  RasterFile openWithMask(String href, String etag, ExternalMask beside) {
    RasterFile image = openPinned(href, etag);
    if (beside == null) {
      return image;
    }
    RasterFile mask = openPinned(beside.href(), beside.etag());
    String name = image.name() + " with " + mask.name();
    return open.get(name, () -> new MaskedRasterFile(name, image, mask));
  }

  @Override
  public void prepare(List<PlannedBand> bands) {
    for (PlannedBand band : bands) {
      for (Map.Entry<String, String> file : band.files().entrySet()) {
        if (isRemote(file.getKey())) {
          openSoon(file.getKey(), file.getValue());
        }
      }
    }
  }

  /** Begins to open those remote files that will be asked for as they are now. */
  public void prepareNow(Collection<String> hrefs) {
    hrefs.stream().filter(this::isRemote).distinct().forEach(href -> openSoon(href, null));
  }

  private void openSoon(String href, String etag) {
    if (etag != null && open.contains(remoteName(href, etag))) {
      return;
    }
    remote.inBackground(
        () -> {
          try {
            openRemote(href, etag == null ? version(href).etag() : etag);
          } catch (ExportFailure e) {
            // whoever asks for it hears of it
          }
        });
  }

  @Override
  public ReadAhead readAhead(BlockCache cache) {
    return remote == null ? ReadAhead.NONE : remote.readAhead(cache);
  }

  /** Returns what has come from other machines so far. */
  public TransferCounters transfers() {
    return remote == null ? new TransferCounters() : remote.counters();
  }

  private RasterFile openPinned(String href, String etag) {
    if (isStored(href)) {
      return openStored(href, etag);
    }
    if (isRemote(href)) { // known by its version: what is open needs no look
      return openRemote(href, etag);
    }
    if (!local.isStill(href, etag)) {
      throw changed(href);
    }
    return openLocal(href, etag);
  }

  private RasterFile openLocal(String href, String etag) {
    return open.get(
        local.name(href, etag),
        () -> {
          RasterFile file = local.open(href, etag);
          if (file == null) {
            throw changed(href);
          }
          return file;
        });
  }

  /**
   * Opens a file in the version it has now.
   *
   * @throws ExportFailure SCENE_UNREADABLE, SCENE_UNSUPPORTED, SCENE_CHANGED, NOT_ALLOWED, or
   *     OPTION_UNSUPPORTED for a URL of another kind
   */
  public RasterFile open(String href, FileVersion version) {
    if (isStored(href)) {
      return openStored(href, version.etag());
    }
    if (isRemote(href)) {
      return openRemote(href, version.etag());
    }
    return openLocal(href, version.etag());
  }

  /**
   * Returns what is at a URL now; a file on another machine may have been looked at a few seconds
   * ago.
   *
   * @throws ExportFailure SCENE_UNREADABLE if there is nothing, or it may not be read
   */
  public FileVersion version(String href) {
    if (isStored(href)) {
      return stored.version(href);
    }
    if (isRemote(href)) {
      RemoteByteSource source = openSource(href);
      Optional<MemberHref> member = MemberHref.parse(href);
      member.ifPresent(
          one ->
              ArchivePart.checkVersion(
                  one, source.version(), RemoteSources.safeName(one.archive())));
      return new FileVersion(
          source.version(), member.map(MemberHref::length).orElseGet(source::size));
    }
    return local.version(href);
  }

  /**
   * Opens a file of another machine to be read by parts; its version is that of {@link #version}.
   *
   * @throws ExportFailure SCENE_UNREADABLE if there is nothing, or it may not be read
   */
  public SeekableByteChannel openChannel(String href) {
    if (!isRemote(href)) {
      throw unsupportedScheme(href);
    }
    return new ByteSourceChannel(openSource(href));
  }

  /**
   * Returns the whole of a small document on another machine.
   *
   * @throws ExportFailure SCENE_UNREADABLE, also if it is larger than {@code maxBytes}
   */
  public byte[] readDocument(String href, int maxBytes) {
    if (!isRemote(href)) {
      throw unsupportedScheme(href);
    }
    RemoteByteSource source = openSource(href);
    if (source.size() > maxBytes) {
      throw new ExportFailure(
          ErrorCode.SCENE_UNREADABLE,
          "Cannot read %s: it has %d bytes, over the limit of %d. Check the URL."
              .formatted(RemoteSources.safeName(href), source.size(), maxBytes));
    }
    byte[] bytes = new byte[(int) source.size()];
    try {
      source.read(0, bytes, 0, bytes.length);
      return bytes;
    } catch (IOException e) {
      throw unreachable(href, e);
    }
  }

  /** Turns a raster's complaint into the failure of an export, in the same words. */
  public static ExportFailure failure(RasterException e) {
    if (isOutOfHandles(e)) {
      return outOfHandles("a scene", e);
    }
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof SourceException source) {
        return new ExportFailure(source.code(), source.getMessage(), e);
      }
    }
    ErrorCode code =
        switch (e.reason()) {
          case DAMAGED, UNREADABLE -> ErrorCode.SCENE_UNREADABLE;
          case UNSUPPORTED -> ErrorCode.SCENE_UNSUPPORTED;
        };
    return new ExportFailure(code, e.getMessage(), e);
  }

  @Override
  public void close() {
    open.clear().forEach(RasterFile::close);
    if (remote != null) {
      remote.close();
    }
  }

  private boolean isRemote(String href) {
    return remote != null && RemoteSources.handles(href);
  }

  private boolean isStored(String href) {
    return stored != null && stored.handles(href);
  }

  private RasterFile openStored(String href, String etag) {
    String name = href + "@" + etag;
    return open.get(
        name,
        () -> {
          try {
            return new NamedRasterFile(name, RasterFormats.open(stored.open(href)));
          } catch (RasterException e) {
            throw failure(e);
          }
        });
  }

  private RasterFile openRemote(String href, String etag) {
    String name = remoteName(href, etag);
    return open.get(
        name,
        () -> {
          RemoteByteSource source = openSource(href);
          if (!source.version().equals(etag)) {
            throw changed(href);
          }
          Optional<MemberHref> member = MemberHref.parse(href);
          try {
            return new NamedRasterFile(
                name,
                RasterFormats.open(
                    member.isPresent() ? ArchivePart.of(source, member.get()) : source));
          } catch (RasterException e) {
            throw failure(e);
          } catch (IOException e) {
            throw unreachable(href, e);
          }
        });
  }

  private static String remoteName(String href, String etag) {
    return MemberHref.parse(href)
            .map(member -> member.nameIn(RemoteSources.safeName(member.archive())))
            .orElseGet(() -> RemoteSources.safeName(href))
        + "@"
        + etag;
  }

  private RemoteByteSource openSource(String href) {
    try {
      return remote.open(MemberHref.archiveOf(href));
    } catch (IOException e) {
      throw unreachable(href, e);
    }
  }

  private static ExportFailure unreachable(String href, IOException e) {
    if (isOutOfHandles(e)) {
      return outOfHandles(RemoteSources.safeName(href), e);
    }
    return e instanceof SourceException source
        ? new ExportFailure(source.code(), source.getMessage(), e)
        : new ExportFailure(
            ErrorCode.SCENE_UNREADABLE,
            "Cannot read %s: %s. Check the URL."
                .formatted(RemoteSources.safeName(href), e.getMessage()),
            e);
  }

  private static ExportFailure changed(String href) {
    boolean isVirtual = href.matches("(?i)file:.*\\.vrt");
    return new ExportFailure(
        ErrorCode.SCENE_CHANGED,
        "Cannot read %s: it%s is no longer the file that was planned with. Export again."
            .formatted(
                RemoteSources.safeName(href),
                isVirtual ? ", a file that it names, or an overview or mask beside one," : ""));
  }

  /** Tells whether this process, or machine, may open no more; that says nothing of the scene. */
  static boolean isOutOfHandles(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof IOException && String.valueOf(t.getMessage()).contains(TOO_MANY_FILES)) {
        return true;
      }
    }
    return false;
  }

  static ExportFailure outOfHandles(String what, Throwable e) {
    return new ExportFailure(
        ErrorCode.INTERNAL,
        "Cannot open %s: this node has no file handles left. Raise their limit (ulimit -n)."
            .formatted(what),
        e);
  }

  static ExportFailure unsupportedScheme(String href) {
    return new ExportFailure(
        ErrorCode.OPTION_UNSUPPORTED,
        "Cannot read %s: only files, http, https and s3 URLs are read. Download it and give its path."
            .formatted(RemoteSources.safeName(href)));
  }
}
