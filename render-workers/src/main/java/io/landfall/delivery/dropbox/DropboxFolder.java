package io.landfall.delivery.dropbox;

import io.landfall.destination.DestinationPath;
import io.landfall.model.ExportId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * A folder in a Dropbox.
 *
 * @param path with a slash before each name and none at the end; the top one is empty
 */
record DropboxFolder(String path) {
  /** Reads a path as people write it. */
  static DropboxFolder of(String written, ExportId id) {
    return read(DestinationPath.forExport(written, id));
  }

  /** Reads of a path as people write it the folder that all exports share. */
  static DropboxFolder shared(String written) {
    return read(DestinationPath.shared(written));
  }

  private static DropboxFolder read(String written) {
    var path = new StringBuilder();
    for (String name : written.split("/")) {
      if (!name.isBlank()) {
        path.append('/').append(name.strip());
      }
    }
    return new DropboxFolder(path.toString());
  }

  /** Returns the path of a file in it. */
  String path(String fileName) {
    return path + "/" + fileName;
  }

  /** Returns the path of a file as a URI: {@code dropbox:///maps/my%20map.tif}. */
  static String href(String file) {
    return "dropbox://"
        + URLEncoder.encode(file, StandardCharsets.UTF_8).replace("+", "%20").replace("%2F", "/");
  }
}
