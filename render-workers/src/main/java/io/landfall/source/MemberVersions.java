package io.landfall.source;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.plan.MemberHref;

/** Versions of files in archives: those of the archives. */
final class MemberVersions {
  private MemberVersions() {}

  /**
   * Returns the version of a file in an archive.
   *
   * @param etag of the archive as it is now
   * @throws ExportFailure SCENE_CHANGED if the archive is not the one that the place of the file
   *     was found in
   */
  static SceneFiles.FileVersion of(MemberHref member, String etag) {
    if (!member.isOf(etag)) {
      throw new ExportFailure(
          ErrorCode.SCENE_CHANGED,
          "Cannot read %s in %s: the archive was replaced while the export was planned. Export again."
              .formatted(member.name(), RemoteSources.safeName(member.archive())));
    }
    return new SceneFiles.FileVersion(etag, member.length());
  }
}
