package io.landfall.api.edge;

import akka.util.ByteString;
import java.nio.charset.StandardCharsets;

/** Cuts the bytes of a client into heads and pieces of bodies: a state machine, without any I/O. */
final class RequestFraming {
  private HeadScanner head = new HeadScanner();
  private ChunkScanner chunks;
  private long bodyBytes;
  private ByteString unread = ByteString.emptyByteString();

  /** What comes next. */
  enum Part {
    /** A head, or the rest of it. */
    HEAD,
    /** A body, or the rest of it. */
    BODY
  }

  /** Adds what has come. */
  void add(ByteString bytes) {
    unread = unread.isEmpty() ? bytes : unread.concat(bytes);
  }

  Part next() {
    return bodyBytes > 0 || chunks != null ? Part.BODY : Part.HEAD;
  }

  /** Tells whether nothing of the next head has come. */
  boolean isBetweenRequests() {
    return next() == Part.HEAD && head.isEmpty() && unread.isEmpty();
  }

  /**
   * Takes a whole head, or a piece of a body; empty when more has to come first.
   *
   * @throws RefusedRequest when a head is not well-formed, or a body's chunks are not; then nothing
   *     more may be taken
   */
  ByteString take() {
    return unread.isEmpty() ? unread : next() == Part.HEAD ? takeHead() : takeBody();
  }

  private ByteString takeHead() {
    int end = head.scan(unread);
    unread = end < 0 ? ByteString.emptyByteString() : unread.drop(end);
    if (end < 0) {
      return ByteString.emptyByteString();
    }
    String text = head.text();
    head = new HeadScanner();
    bodyBytes = RequestHead.parse(text).bodyBytes();
    if (bodyBytes == RequestHead.CHUNKED) {
      bodyBytes = 0;
      chunks = new ChunkScanner();
    }
    return ByteString.fromArray(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private ByteString takeBody() {
    int count;
    if (chunks == null) {
      count = (int) Math.min(bodyBytes, unread.size());
      bodyBytes -= count;
    } else {
      count = chunks.scan(unread);
      if (chunks.isAtEnd()) {
        chunks = null;
      } else if (count < unread.size()) {
        throw RefusedRequest.of(400, "Cannot read the body: its chunks are not well-formed.");
      }
    }
    ByteString piece = unread.take(count);
    unread = unread.drop(count);
    return piece;
  }
}
