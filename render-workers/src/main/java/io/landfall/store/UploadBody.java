package io.landfall.store;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * What goes into an object or part: chunks that lie in memory once, then zeros. It can be streamed
 * any number of times, so a failed upload is simply sent again.
 *
 * @param chunks in order; nobody changes them afterwards
 * @param padding zero bytes that follow
 */
public record UploadBody(List<byte[]> chunks, long padding) {
  private static final byte[] ZEROS = new byte[64 * 1024];

  public UploadBody {
    chunks = List.copyOf(chunks);
    if (padding < 0) {
      throw new IllegalArgumentException("Invalid padding: %d bytes".formatted(padding));
    }
  }

  /** Makes a body of one chunk. */
  public static UploadBody of(byte[] bytes) {
    return new UploadBody(List.of(bytes), 0);
  }

  /** Makes a body of text in UTF-8. */
  public static UploadBody of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Makes a body of {@code chunks}, padded with zeros to at least {@code minBytes}. */
  public static UploadBody paddedTo(List<byte[]> chunks, long minBytes) {
    return new UploadBody(chunks, Math.max(0, minBytes - length(chunks)));
  }

  /** Returns the size, padding included, in bytes. */
  public long bytes() {
    return length(chunks) + padding;
  }

  /** Streams the bytes. */
  public Source<ByteString, NotUsed> source() {
    var data = Source.from(chunks).filter(c -> c.length > 0).map(ByteString::fromArrayUnsafe);
    return padding == 0 ? data : data.concat(zeros());
  }

  /** Returns the digest of the bytes by {@code algorithm}: {@code MD5}, {@code SHA-256}. */
  public byte[] digest(String algorithm) {
    MessageDigest digest = digestOf(algorithm);
    chunks.forEach(digest::update);
    for (long left = padding; left > 0; left -= ZEROS.length) {
      digest.update(ZEROS, 0, (int) Math.min(left, ZEROS.length));
    }
    return digest.digest();
  }

  static MessageDigest digestOf(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has " + algorithm, e);
    }
  }

  private Source<ByteString, NotUsed> zeros() {
    ByteString whole = ByteString.fromArrayUnsafe(ZEROS);
    long wholes = padding / ZEROS.length;
    ByteString rest = whole.take((int) (padding % ZEROS.length));
    var source = Source.repeat(whole).take(wholes);
    return rest.isEmpty() ? source : source.concat(Source.single(rest));
  }

  private static long length(List<byte[]> chunks) {
    long length = 0;
    for (byte[] chunk : chunks) {
      length += chunk.length;
    }
    return length;
  }
}
