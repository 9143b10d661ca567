package io.landfall.source;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/** Takes at most so many bytes of a body, and one more to show that there were more; then ends. */
final class BoundedBodySubscriber implements BodySubscriber<byte[]> {
  private final int limit;
  private final ByteArrayOutputStream bytes;
  private final CompletableFuture<byte[]> body = new CompletableFuture<>();
  private Subscription subscription;

  /**
   * Takes up to {@code limit} bytes.
   *
   * @param expected to set memory aside for
   */
  BoundedBodySubscriber(int limit, int expected) {
    this.limit = limit;
    this.bytes = new ByteArrayOutputStream(Math.max(32, Math.min(limit, expected)));
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Subscription given) {
    subscription = given;
    given.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      byte[] chunk = new byte[Math.min(buffer.remaining(), limit + 1 - bytes.size())];
      buffer.get(chunk);
      bytes.write(chunk, 0, chunk.length);
    }
    if (bytes.size() > limit && !body.isDone()) {
      body.complete(bytes.toByteArray());
      subscription.cancel();
    }
  }

  @Override
  public void onError(Throwable thrown) {
    body.completeExceptionally(thrown);
  }

  @Override
  public void onComplete() {
    body.complete(bytes.toByteArray());
  }
}
