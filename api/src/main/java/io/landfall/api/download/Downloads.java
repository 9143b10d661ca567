package io.landfall.api.download;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import io.landfall.model.ExportAttempt;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Reads finished files where they are stored. */
public interface Downloads {

  /** Finds a file of an attempt; empty when the store has none, for instance after clean-up. */
  CompletionStage<Optional<DownloadFile>> find(ExportAttempt attempt, String name);

  /**
   * Streams {@code length} bytes from {@code offset}, exactly. It reads nothing before it is run,
   * stops reading when it is cancelled, and fails when the store holds another version than {@code
   * stored}.
   */
  Source<ByteString, NotUsed> read(
      ExportAttempt attempt, String name, DownloadFile stored, long offset, long length);

  /**
   * A file in the store.
   *
   * @param bytes its size
   * @param etag without quotes; changes whenever a byte does
   * @param mediaType with its parameters
   */
  record DownloadFile(long bytes, String etag, String mediaType) {}
}
