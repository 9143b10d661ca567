package io.landfall.api.endpoint;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import io.landfall.api.http.TokenStore.Principal;
import java.util.concurrent.CompletionStage;

/** Answers a request of a caller whose token has the scope that the path wants. */
@FunctionalInterface
public interface Endpoint {
  /**
   * Returns the answer. May throw or fail by {@link io.landfall.model.ExportFailure} or {@link
   * io.landfall.api.json.ApiProblem}, which become problem+json, and must not block.
   */
  CompletionStage<HttpResponse> answer(HttpRequest request, Principal principal);
}
