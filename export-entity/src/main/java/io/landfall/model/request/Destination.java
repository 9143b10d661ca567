package io.landfall.model.request;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * Where a finished file goes. The names of the kinds stand in the journal; credentials never do.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Destination.LinkDestination.class, name = "link"),
  @JsonSubTypes.Type(value = Destination.LocalFileDestination.class, name = "localFile")
})
public sealed interface Destination {

  /** The type as users see it. */
  String type();

  /** A link on our own API nodes: the file stays in the store. */
  record LinkDestination() implements Destination {
    @Override
    public String type() {
      return "HTTP";
    }
  }

  /**
   * A file on the machine of the command line; never accepted over HTTP.
   *
   * @param path to write to
   * @param name the file will have once it is moved to its place, the end of its name in {@code
   *     path}; {@code null}: it is there already
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record LocalFileDestination(String path, String name) implements Destination {
    /** Names a file that stays where it is written. */
    public LocalFileDestination(String path) {
      this(path, null);
    }

    @Override
    public String type() {
      return "FILE";
    }
  }
}
