package io.landfall.store;

import akka.stream.javadsl.Source;
import akka.util.ByteString;
import io.landfall.model.StoredObject;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What can be read of a bucket, by whoever reads. Failures are those of {@link ObjectStore}. */
public interface StoreReader {
  /** Returns size, ETag and media type of an object, not its checksum; empty when there is none. */
  CompletionStage<Optional<StoredObject>> find(String key);

  /** Streams the bytes from {@code from} to {@code last}, both counted from 0 and included. */
  Source<ByteString, ?> read(String key, long from, long last);
}
