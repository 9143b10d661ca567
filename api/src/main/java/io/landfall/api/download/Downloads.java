package io.landfall.api.download;

import akka.util.ByteString;
import io.landfall.model.ExportAttempt;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/** Reads finished files where they are stored. */
public interface Downloads {

  /** Finds a file of an attempt; empty when the store has none, for instance after clean-up. */
  CompletionStage<Optional<DownloadFile>> find(ExportAttempt attempt, String name);

  /**
   * Reads {@code length} bytes from {@code offset}, exactly and all of them, so that the store is
   * free again before they are handed out. Fails when the store holds another version than {@code
   * stored}.
   *
   * @param length at most {@link ChunkSizes#LARGEST}
   * @param isWanted whether the reader is still there; asked from any thread, when his turn comes
   * @return the bytes in pieces as they came
   */
  CompletionStage<List<ByteString>> read(
      ExportAttempt attempt,
      String name,
      DownloadFile stored,
      long offset,
      int length,
      BooleanSupplier isWanted);

  /**
   * A file in the store.
   *
   * @param bytes its size
   * @param etag without quotes; changes whenever a byte does
   * @param mediaType with its parameters
   */
  record DownloadFile(long bytes, String etag, String mediaType) {}
}
