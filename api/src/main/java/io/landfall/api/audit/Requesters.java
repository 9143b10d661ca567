package io.landfall.api.audit;

import akka.http.javadsl.model.HttpRequest;
import io.landfall.api.http.TokenStore.Principal;
import io.landfall.api.http.TraceIds;
import io.landfall.api.proxy.ClientAddress;
import io.landfall.export.Requester;
import io.landfall.trace.TraceContext;
import java.util.Optional;
import java.util.function.Function;

/**
 * Says who calls, as the journal keeps it.
 *
 * @param hash from an address to what the journal keeps of it; empty: nothing
 */
public record Requesters(Function<String, Optional<String>> hash) {
  /** Returns the caller with the id of the request and the address that it comes from. */
  public Requester of(HttpRequest request, Principal principal) {
    TraceContext trace = TraceIds.of(request);
    return new Requester(principal.user(), trace.traceId(), client(request), trace);
  }

  /** Returns what is kept of the address of a request; {@code null}: nothing. */
  public String client(HttpRequest request) {
    return hash.apply(ClientAddress.of(request)).orElse(null);
  }
}
