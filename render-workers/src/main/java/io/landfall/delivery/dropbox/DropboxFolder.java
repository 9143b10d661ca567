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
    var path = new StringBuilder();
    for (String name : DestinationPath.forExport(written, id).split("/")) {
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
