package io.landfall.delivery.dropbox;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.util.UUID;

/** What people read of deliveries to Dropbox that fail, with what to do. */
final class DropboxFailures {
  private DropboxFailures() {}

  static ExportFailure full(String path, long needed, long free) {
    return new ExportFailure(
        ErrorCode.DESTINATION_FULL,
        "Cannot deliver %s to Dropbox: it needs %d bytes and %d are free there. Make room in the Dropbox, then retry."
            .formatted(path, needed, free));
  }

  static ExportFailure willNotFit(String path, long leastBytes, long free) {
    return new ExportFailure(
        ErrorCode.DESTINATION_FULL,
        "Cannot deliver %s to Dropbox: it will need %d bytes at least and %d are free there. Make room in the Dropbox, or ask for less."
            .formatted(path, leastBytes, free));
  }

  static ExportFailure exists(String path) {
    return new ExportFailure(
        ErrorCode.DESTINATION_EXISTS,
        "Cannot deliver %s to Dropbox: something else has that name there, and is not overwritten. Choose another name or another folder, or put {exportId} into the folder's path."
            .formatted(path));
  }

  static ExportFailure notWritable(String path, String tag) {
    return new ExportFailure(
        ErrorCode.DESTINATION_UNWRITABLE,
        "Cannot deliver %s to Dropbox: it answers %s. Choose a folder that the app may write, without names that Dropbox refuses."
            .formatted(path, tag));
  }

  static ExportFailure givenUp(String path, DropboxRefusedException last, int tries) {
    return new ExportFailure(
        ErrorCode.DESTINATION_UNWRITABLE,
        "Cannot deliver %s to Dropbox: it answered %s, also after %d tries. Retry later: the file is then sent from its begin."
            .formatted(path, last.tag(), tries),
        last);
  }

  static ExportFailure sessionsLost(String path, int sessions) {
    return new ExportFailure(
        ErrorCode.DESTINATION_UNWRITABLE,
        "Cannot deliver %s to Dropbox: it lost %d upload sessions. Retry later."
            .formatted(path, sessions));
  }

  static ExportFailure changedUnderway(String path) {
    return new ExportFailure(
        ErrorCode.DESTINATION_UNWRITABLE,
        "Cannot deliver %s to Dropbox: what it has is not what was sent. Retry; if it comes again, look for a proxy that changes what passes."
            .formatted(path));
  }

  static ExportFailure denied(UUID config, String tag) {
    String fix =
        tag.startsWith("missing_scope")
            ? "Give the app that scope and reauthorize it: a token keeps the scopes that it was made with."
            : "Reauthorize the app in Dropbox.";
    return new ExportFailure(
        ErrorCode.DESTINATION_DENIED,
        "Cannot use the Dropbox of delivery configuration %s: it answers %s. %s Then make a new delivery configuration with the new token."
            .formatted(config, tag, fix));
  }
}
