package io.landfall.api.http;

import io.landfall.api.json.ApiProblem;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;
import java.util.zip.GZIPInputStream;

/** Bodies that come compressed. */
final class GzipBodies {
  private GzipBodies() {}

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
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        if (all.size() + count > limit) {
          throw RequestBodyReader.tooLarge(limit);
        }
        growth.accept(count);
        all.write(piece, 0, count);
      }
    } catch (IOException e) {
      throw new ApiProblem(
          400,
          "body-malformed",
          "Cannot read the body: it is not gzip, which Content-Encoding says.");
    }
    return all.toByteArray();
  }
}
