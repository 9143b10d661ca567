package io.landfall.store;

import akka.NotUsed;
import akka.dispatch.Dispatchers;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Iterator;
import java.util.List;

/**
 * What goes into an object or part: chunks that lie in memory once, or are read from disk as they
 * are sent, then zeros. It can be streamed any number of times, so a failed upload is simply sent
 * again.
 */
public final class UploadBody {
  private static final byte[] ZEROS = new byte[64 * 1024];

  /** Of chunks from disk, so many are read before they are sent. */
  private static final int CHUNKS_AHEAD = 2;

  private final List<byte[]> chunks;
  private final long chunkBytes;
  private final long padding;
  private final boolean isOnDisk;

  /**
   * Makes a body.
   *
   * @param chunks in order; nobody changes them afterwards
   * @param padding zero bytes that follow
   */
  public UploadBody(List<byte[]> chunks, long padding) {
    this(List.copyOf(chunks), length(chunks), padding, false);
  }

  private UploadBody(List<byte[]> chunks, long chunkBytes, long padding, boolean isOnDisk) {
    if (padding < 0) {
      throw new IllegalArgumentException("Invalid padding: %d bytes".formatted(padding));
    }
    this.chunks = chunks;
    this.chunkBytes = chunkBytes;
    this.padding = padding;
    this.isOnDisk = isOnDisk;
  }

  /**
   * Makes a body of chunks that are read from disk each time they are asked for.
   *
   * @param chunkBytes the size of them all
   * @param padding zero bytes that follow
   */
  public static UploadBody onDisk(List<byte[]> chunks, long chunkBytes, long padding) {
    return new UploadBody(chunks, chunkBytes, padding, true);
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

  /** Returns the chunks in order, without the padding. */
  public List<byte[]> chunks() {
    return chunks;
  }

  /** Returns how many zero bytes follow the chunks. */
  public long padding() {
    return padding;
  }

  /** Returns the size, padding included, in bytes. */
  public long bytes() {
    return chunkBytes + padding;
  }

  /** Streams the bytes; those from disk are read by threads for that. */
  public Source<ByteString, NotUsed> source() {
    var data = Source.from(chunks).filter(c -> c.length > 0).map(ByteString::fromArrayUnsafe);
    if (isOnDisk) {
      data = data.async(Dispatchers.DefaultBlockingDispatcherId(), CHUNKS_AHEAD);
    }
    return padding == 0 ? data : data.concat(zeros());
  }

  /** Returns the bytes as a stream, which need not be closed. */
  public InputStream stream() {
    return new BodyStream(this);
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

  private static MessageDigest digestOf(String algorithm) {
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

  /** The bytes of a body, one after the other, its padding last. For one thread. */
  private static final class BodyStream extends InputStream {
    private final Iterator<byte[]> chunks;
    private long padding;
    private byte[] chunk = new byte[0];
    private int at;
    private int end;

    BodyStream(UploadBody body) {
      chunks = body.chunks().iterator();
      padding = body.padding();
    }

    @Override
    public int read() {
      return advance() ? chunk[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      if (length == 0) {
        return 0;
      }
      if (!advance()) {
        return -1;
      }
      int count = Math.min(length, end - at);
      System.arraycopy(chunk, at, bytes, offset, count);
      at += count;
      return count;
    }

    /** Goes on to what is left; tells whether anything is. */
    private boolean advance() {
      while (at == end && chunks.hasNext()) {
        chunk = chunks.next();
        at = 0;
        end = chunk.length;
      }
      if (at == end && padding > 0) {
        chunk = ZEROS;
        at = 0;
        end = (int) Math.min(padding, ZEROS.length);
        padding -= end;
      }
      return at < end;
    }
  }
}
