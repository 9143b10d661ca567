package io.landfall.delivery.dropbox;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A refusal as Dropbox words it: a status, and for most a tagged union. */
final class DropboxRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int status;
  private final String body;

  private DropboxRefusal(int status, String body) {
    super(body);
    this.status = status;
    this.body = body;
  }

  /** Returns that of an endpoint: {@code a/b/c} is the tag a, whose value has tag b, and so on. */
  static DropboxRefusal endpoint(String tags) {
    return union(409, tags, JsonNodeFactory.instance.objectNode());
  }

  /** Returns the same with members of the innermost union. */
  static DropboxRefusal union(int status, String tags, ObjectNode members) {
    String[] path = tags.split("/");
    ObjectNode error = JsonNodeFactory.instance.objectNode().put(".tag", path[path.length - 1]);
    error.setAll(members);
    for (int i = path.length - 2; i >= 0; i--) {
      ObjectNode outer = JsonNodeFactory.instance.objectNode().put(".tag", path[i]);
      outer.set(path[i], error);
      error = outer;
    }
    return of(status, tags, error);
  }

  static DropboxRefusal of(int status, String summary, ObjectNode error) {
    var body = JsonNodeFactory.instance.objectNode().put("error_summary", summary + "/..");
    body.set("error", error);
    return new DropboxRefusal(status, body.toString());
  }

  /** Returns a 400 in plain text. */
  static DropboxRefusal badRequest(String path, String why) {
    return new DropboxRefusal(
        400, "Error in call to API function \"%s\": %s".formatted(path.substring(3), why));
  }

  /** Returns a 400 of the token endpoint. */
  static DropboxRefusal grant(String error, String description) {
    return new DropboxRefusal(
        400,
        JsonNodeFactory.instance
            .objectNode()
            .put("error", error)
            .put("error_description", description)
            .toString());
  }

  int status() {
    return status;
  }

  String body() {
    return body;
  }
}
