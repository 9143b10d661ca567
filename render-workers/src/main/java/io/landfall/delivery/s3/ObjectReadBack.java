package io.landfall.delivery.s3;

import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import io.landfall.delivery.DeliveryItem;
import io.landfall.delivery.DeliveryRun;
import io.landfall.delivery.ReadBackCheck;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.pool.BoundedPool;
import io.landfall.pool.NodePools;
import io.landfall.pool.PoolName;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;

/** Reads an object of a user's bucket whole, and compares it with what was rendered. */
final class ObjectReadBack {
  /** What is read at a time. */
  static final int CHUNK_BYTES = 8 << 20;

  /** So many chunks are read before their turn. */
  static final int CHUNKS_AT_A_TIME = 2;

  private final ActorSystem<?> system;
  private final BucketCalls calls;
  private final BucketRequests requests;
  private final BoundedPool hashing;

  ObjectReadBack(ActorSystem<?> system, BucketCalls calls, BucketRequests requests) {
    this.system = system;
    this.calls = calls;
    this.requests = requests;
    this.hashing = NodePools.of(system).get(PoolName.DELIVERY);
  }

  /** Returns the SHA-256 of the object, in hexadecimal; empty: it is another file. */
  CompletionStage<Optional<String>> read(UserObject object, DeliveryItem item, DeliveryRun run) {
    var check = new ReadBackCheck(item, object.key());
    long chunks = (object.bytes() + CHUNK_BYTES - 1) / CHUNK_BYTES;
    return Source.fromIterator(() -> LongStream.range(0, chunks).iterator())
        .via(run.stop().flow())
        .mapAsync(CHUNKS_AT_A_TIME, chunk -> read(object, chunk * CHUNK_BYTES))
        .mapAsync(
            1,
            bytes ->
                hashing.supply(
                    () -> {
                      check.update(ByteBuffer.wrap(bytes));
                      run.onBytes(bytes.length);
                      return bytes.length;
                    }))
        .runWith(Sink.ignore(), system)
        .thenApply(done -> Optional.of(check.checkEnd()))
        .handle(ObjectReadBack::emptyIfDifferent);
  }

  private CompletionStage<byte[]> read(UserObject object, long from) {
    int length = (int) Math.min(CHUNK_BYTES, object.bytes() - from);
    return calls.call("read back", object.key(), () -> requests.read(object, from, length));
  }

  private static Optional<String> emptyIfDifferent(Optional<String> sha256, Throwable thrown) {
    if (thrown == null) {
      return sha256;
    }
    ExportFailure failure = ExportFailure.of(thrown);
    if (failure.code() == ErrorCode.DESTINATION_CORRUPT) {
      return Optional.empty();
    }
    throw thrown instanceof CompletionException wrapped ? wrapped : new CompletionException(thrown);
  }
}
