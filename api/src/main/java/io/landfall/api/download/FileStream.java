package io.landfall.api.download;

import akka.stream.Attributes;
import akka.stream.Outlet;
import akka.stream.SourceShape;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;
import akka.util.ByteString;
import io.landfall.metering.ByteRates.ByteRate;
import io.landfall.metering.MeteredDownload;
import io.landfall.model.ExportAttempt;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/**
 * Some bytes of a file on their way to a reader, chunk by chunk: one is read whole from the store,
 * then handed out in pieces as the reader takes them, while the next is read if he keeps up. So a
 * reader who pauses holds no connection to the store, and hardly any memory. Each piece is counted
 * when it is handed out, after it has waited for all rates.
 */
final class FileStream extends GraphStage<SourceShape<ByteString>> {
  private final Outlet<ByteString> out = Outlet.create("file");
  private final SourceShape<ByteString> shape = SourceShape.of(out);
  private final FilePart part;
  private final DownloadMemory memory;

  /** Reads a chunk of a file. */
  @FunctionalInterface
  interface RangeReader {
    CompletionStage<List<ByteString>> read(long offset, int length, BooleanSupplier isWanted);
  }

  /**
   * What is to be streamed.
   *
   * @param attempt whose file it is
   * @param first byte of it
   * @param length in bytes, above 0
   * @param meter that counts
   * @param rates that hold it back, each of its own
   */
  record FilePart(
      ExportAttempt attempt,
      RangeReader reader,
      long first,
      long length,
      MeteredDownload meter,
      List<ByteRate> rates) {}

  FileStream(FilePart part, DownloadMemory memory) {
    this.part = part;
    this.memory = memory;
  }

  @Override
  public SourceShape<ByteString> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new FileStreamLogic(shape, part, memory);
  }
}
