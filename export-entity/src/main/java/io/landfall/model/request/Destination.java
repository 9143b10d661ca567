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

  /** Returns the type as users see it. */
  String type();

  /** Tells whether it hands out the file that lies in our store, so that this one must stay. */
  boolean keepsFileInStore();

  /** Calls the method of {@code visitor} for this kind: a new kind compiles once all know it. */
  <T> T accept(DestinationVisitor<T> visitor);

  /** Does something with each kind of destination. */
  interface DestinationVisitor<T> {
    /** Does it with a link. */
    T visitLink(LinkDestination link);

    /** Does it with a file on the machine of the command line. */
    T visitLocalFile(LocalFileDestination file);
  }

  /** A link on our own API nodes: the file stays in the store. */
  record LinkDestination() implements Destination {
    @Override
    public String type() {
      return "HTTP";
    }

    @Override
    public boolean keepsFileInStore() {
      return true;
    }

    @Override
    public <T> T accept(DestinationVisitor<T> visitor) {
      return visitor.visitLink(this);
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

    @Override
    public boolean keepsFileInStore() {
      return false;
    }

    @Override
    public <T> T accept(DestinationVisitor<T> visitor) {
      return visitor.visitLocalFile(this);
    }
  }
}
