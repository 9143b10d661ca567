package io.landfall.model.request;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Objects;
import java.util.UUID;

/**
 * Where a finished file goes. The names of the kinds stand in the journal; credentials never do.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Destination.LinkDestination.class, name = "link"),
  @JsonSubTypes.Type(value = Destination.LocalFileDestination.class, name = "localFile"),
  @JsonSubTypes.Type(value = Destination.S3Destination.class, name = "s3"),
  @JsonSubTypes.Type(value = Destination.DropboxDestination.class, name = "dropbox")
})
public sealed interface Destination {

  /** Returns the type as users see it. */
  String type();

  /**
   * Tells whether the file in our store stays when the export has ended: for who fetches it from
   * there, or wants it delivered again.
   */
  default boolean keepsFileInStore() {
    return true;
  }

  /** Returns the id of the delivery configuration that it follows; {@code null}: none. */
  default UUID deliveryConfigId() {
    return null;
  }

  /** Calls the method of {@code visitor} for this kind: a new kind compiles once all know it. */
  <T> T accept(DestinationVisitor<T> visitor);

  /** Does something with each kind of destination. */
  interface DestinationVisitor<T> {
    /** Does it with a link. */
    T visitLink(LinkDestination link);

    /** Does it with a file on the machine of the command line. */
    T visitLocalFile(LocalFileDestination file);

    /** Does it with a bucket of the user's. */
    T visitS3(S3Destination bucket);

    /** Does it with a folder of the user's. */
    T visitDropbox(DropboxDestination folder);
  }

  /**
   * A link on our own API nodes: the file stays in the store.
   *
   * @param deliveryConfigId the configuration that it follows; {@code null}: none
   * @param bytesPerSecond that the link gives; {@code null}: as many as its owner may have
   * @param expiresInSeconds how long a link is good once it is made; {@code null}: as the service
   *     has it
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record LinkDestination(UUID deliveryConfigId, Long bytesPerSecond, Long expiresInSeconds)
      implements Destination {
    /** Makes a link as the service gives it to all. */
    public LinkDestination() {
      this(null, null, null);
    }

    @Override
    public String type() {
      return "HTTP";
    }

    @Override
    public <T> T accept(DestinationVisitor<T> visitor) {
      return visitor.visitLink(this);
    }
  }

  /** A bucket of the user's, as the delivery configuration says. */
  record S3Destination(UUID deliveryConfigId) implements Destination {
    public S3Destination {
      Objects.requireNonNull(deliveryConfigId, "deliveryConfigId");
    }

    @Override
    public String type() {
      return "S3";
    }

    @Override
    public <T> T accept(DestinationVisitor<T> visitor) {
      return visitor.visitS3(this);
    }
  }

  /** A Dropbox folder of the user's, as the delivery configuration says. */
  record DropboxDestination(UUID deliveryConfigId) implements Destination {
    public DropboxDestination {
      Objects.requireNonNull(deliveryConfigId, "deliveryConfigId");
    }

    @Override
    public String type() {
      return "DROPBOX";
    }

    @Override
    public <T> T accept(DestinationVisitor<T> visitor) {
      return visitor.visitDropbox(this);
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
