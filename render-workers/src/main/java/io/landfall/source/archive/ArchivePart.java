package io.landfall.source.archive;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.plan.MemberHref;
import io.landfall.raster.ByteSource;
import java.io.EOFException;
import java.io.IOException;

/** A stretch of an archive as a file of its own. Safe for use by several threads at once. */
public final class ArchivePart implements ByteSource {
  private final ByteSource archive;
  private final MemberHref member;

  private ArchivePart(ByteSource archive, MemberHref member) {
    this.archive = archive;
    this.member = member;
  }

  /**
   * Returns a file of an archive.
   *
   * @param archive is closed with it
   * @throws IOException if it does not lie inside
   */
  public static ArchivePart of(ByteSource archive, MemberHref member) throws IOException {
    if (member.offset() > archive.size() - member.length()) {
      throw new IOException(
          "the archive has %d bytes, and %s should have %d of them from byte %d on"
              .formatted(archive.size(), member.name(), member.length(), member.offset()));
    }
    return new ArchivePart(archive, member);
  }

  /**
   * Looks whether an archive is the one that the place of a file was found in.
   *
   * @param version of the archive as it is now
   * @param archive its name, for people
   * @throws ExportFailure SCENE_CHANGED if it is not
   */
  public static void checkVersion(MemberHref member, String version, String archive) {
    if (!member.isOf(version)) {
      throw new ExportFailure(
          ErrorCode.SCENE_CHANGED,
          "Cannot read %s in %s: the archive was replaced while the export was planned. Export again."
              .formatted(member.name(), archive));
    }
  }

  /** Returns the archive. */
  public ByteSource archive() {
    return archive;
  }

  /** Returns where the first byte lies in the archive. */
  public long offset() {
    return member.offset();
  }

  @Override
  public String name() {
    return archive.name() + "/" + member.name();
  }

  @Override
  public long size() {
    return member.length();
  }

  @Override
  public void read(long position, byte[] into, int at, int length) throws IOException {
    if (position < 0 || position > member.length() - length) {
      throw new EOFException("it ends before byte %d".formatted(position + length));
    }
    archive.read(member.offset() + position, into, at, length);
  }

  @Override
  public void close() throws IOException {
    archive.close();
  }
}
