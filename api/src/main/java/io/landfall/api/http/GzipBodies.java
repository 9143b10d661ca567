package io.landfall.api.http;

import io.landfall.api.json.ApiProblem;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.LongConsumer;
import java.util.zip.GZIPInputStream;

/** Bodies that come compressed. */
final class GzipBodies {
  private GzipBodies() {}

  /** A stream that knows what follows its end, which Java's passes over. */
  private static final class WholeGzip extends GZIPInputStream {
    private static final int TRAILER_BYTES = 8;

    WholeGzip(byte[] compressed) throws IOException {
      super(new ByteArrayInputStream(compressed), Math.max(1, compressed.length)); // all at once
    }

    void checkEnd() throws IOException {
      if (inf.getRemaining() > TRAILER_BYTES) {
        throw new IOException("bytes follow");
      }
    }
  }

  /**
   * Decompresses a body.
   *
   * @param limit bytes that it may decompress to; no more than these are ever taken
   * @param growth is told of all that the result grows by
   * @throws ApiProblem 400 or 413
   */
  static byte[] decompress(byte[] compressed, long limit, LongConsumer growth) {
    var all = new ByteArrayOutputStream();
    byte[] piece = new byte[8 << 10];
    try (var in = new WholeGzip(compressed)) {
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        if (all.size() + count > limit) {
          throw RequestBodyReader.tooLarge(limit);
        }
        growth.accept(count);
        all.write(piece, 0, count);
      }
      in.checkEnd();
    } catch (IOException e) {
      throw new ApiProblem(
          400,
          "body-malformed",
          "Cannot read the body: it is not gzip, which Content-Encoding says, or not that alone.");
    }
    return all.toByteArray();
  }
}
