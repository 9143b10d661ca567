package io.landfall.api.edge;

import akka.http.javadsl.model.AttributeKey;
import akka.http.javadsl.model.HttpRequest;
import java.util.function.BooleanSupplier;

/** Whether the client of a request still waits for its answer. */
public final class ClientPresence {
  static final AttributeKey<BooleanSupplier> KEY =
      AttributeKey.create("client-presence", BooleanSupplier.class);

  private ClientPresence() {}

  /**
   * Returns what tells whether the client is still there, for any thread. One that has closed its
   * side of the connection counts as gone: nothing else tells of one who broke off before an answer
   * is written to him.
   */
  public static BooleanSupplier of(HttpRequest request) {
    return request.getAttribute(KEY).orElse(() -> true);
  }
}
