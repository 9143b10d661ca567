package io.landfall.http;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/** Takes at most so many bytes of a body, and breaks off one that has more. */
final class BoundedBodySubscriber implements BodySubscriber<BoundedBody> {
  private static final int MIN_CAPACITY = 32;

  private final int maxBytes;
  private final ByteArrayOutputStream bytes;
  private final CompletableFuture<BoundedBody> body = new CompletableFuture<>();
  private Subscription subscription;

  BoundedBodySubscriber(ResponseLimits.BodyLimit limit) {
    this.maxBytes = limit.maxBytes();
    this.bytes =
        new ByteArrayOutputStream(
            Math.max(MIN_CAPACITY, Math.min(maxBytes, limit.expectedBytes())));
  }

  @Override
  public CompletionStage<BoundedBody> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Subscription given) {
    subscription = given;
    given.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    if (body.isDone()) {
      return; // it was under way when the body was broken off
    }
    for (ByteBuffer buffer : buffers) {
      byte[] chunk = new byte[Math.min(buffer.remaining(), maxBytes - bytes.size())];
      buffer.get(chunk);
      bytes.write(chunk, 0, chunk.length);
      if (buffer.hasRemaining()) {
        body.complete(new BoundedBody(bytes.toByteArray(), true));
        subscription.cancel();
        return;
      }
    }
  }

  @Override
  public void onError(Throwable thrown) {
    body.completeExceptionally(thrown);
  }

  @Override
  public void onComplete() {
    body.complete(new BoundedBody(bytes.toByteArray(), false));
  }
}
