package io.landfall.store;

import io.landfall.model.StoredObject;
import java.nio.channels.FileChannel;
import java.util.Optional;

/**
 * The files in which a store on this machine keeps its objects, for who copies them: the way
 * through the store's server costs more than the copy. Blocking.
 */
public interface StoreFiles {
  /** A store that is elsewhere. */
  StoreFiles NONE = object -> Optional.empty();

  /**
   * Opens the file of an object for reading; the caller closes it.
   *
   * @return empty where no file of the object's size is there: the store itself tells why
   */
  Optional<FileChannel> open(StoredObject object);
}
