package io.landfall.api.edge;

import akka.http.javadsl.model.DateTime;
import akka.http.javadsl.model.StatusCodes;
import akka.util.ByteString;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.http.Problems;
import io.landfall.api.http.TraceIds;
import io.landfall.api.json.Json;
import java.nio.charset.StandardCharsets;

/** Bytes that are no request we can serve. Its message holds nothing of a header's value. */
final class RefusedRequest extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String slug;

  private RefusedRequest(int status, String slug, String detail) {
    super(detail, null, false, false);
    this.status = status;
    this.slug = slug;
  }

  static RefusedRequest of(int status, String detail) {
    return new RefusedRequest(status, Problems.slug(status), detail);
  }

  /** The node has no room: the caller has done nothing wrong. */
  static RefusedRequest busy(String detail) {
    return new RefusedRequest(503, "node-busy", detail);
  }

  int status() {
    return status;
  }

  /** The whole answer, after which the connection ends. */
  ByteString toResponse() {
    String traceId = TraceIds.random();
    ObjectNode problem = Problems.document(status, slug, getMessage()).put("traceId", traceId);
    problem.putArray("errors");
    byte[] body = Json.toBytes(problem);
    String head =
        """
        HTTP/1.1 %d %s
        Date: %s
        Content-Type: application/problem+json
        Content-Length: %d
        Connection: close
        Cache-Control: no-store
        X-Content-Type-Options: nosniff
        X-Trace-Id: %s
        %s
        """
            .formatted(
                status,
                StatusCodes.get(status).reason(),
                DateTime.now().toRfc1123DateTimeString(),
                body.length,
                traceId,
                status == 503 ? "Retry-After: 5\n" : "")
            .replace("\n", "\r\n");
    return ByteString.fromArray(head.getBytes(StandardCharsets.US_ASCII))
        .concat(ByteString.fromArray(body));
  }
}
