package io.landfall.api.http;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import io.landfall.api.proxy.ClientAddress;
import io.landfall.model.ExportFailure;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Memory that answers of many parts take together on a node, from the question to the database
 * until the caller has taken the last byte. A caller may take an answer as slowly as {@code
 * landfall.api.connections.slowest-reader}, and many may ask at once.
 */
public final class AnswerMemory {
  private final BodyBudget budget;
  private final ApiSettings settings;
  private final ActorSystem<?> system;

  /** Makes one of which nothing is taken. */
  public AnswerMemory(ApiSettings settings, ActorSystem<?> system) {
    this.budget = BodyBudget.ofAnswers(settings.answerMemory());
    this.settings = settings;
    this.system = system;
  }

  /**
   * Answers when there is memory for it.
   *
   * @param bytes that the answer takes at most at a time
   * @param answer is asked for only then; what of it is in memory already is held no longer
   * @throws ExportFailure NODE_BUSY
   */
  public CompletionStage<HttpResponse> hold(
      HttpRequest request, long bytes, Supplier<CompletionStage<HttpResponse>> answer) {
    BodyBudget.Lease lease = budget.begin(ClientAddress.of(request));
    lease.add(bytes);
    try {
      return answer
          .get()
          .thenApply(response -> releaseWhenSent(response, lease))
          .whenComplete(
              (response, thrown) -> {
                if (thrown != null) {
                  lease.close();
                }
              });
    } catch (RuntimeException e) {
      lease.close();
      throw e;
    }
  }

  private HttpResponse releaseWhenSent(HttpResponse response, BodyBudget.Lease lease) {
    if (response.entity() instanceof HttpEntity.Strict) {
      lease.close();
      return response;
    }
    var begun = new AtomicBoolean();
    Source<ByteString, NotUsed> held =
        response
            .entity()
            .getDataBytes()
            .watchTermination(
                (ignored, sent) -> {
                  begun.set(true);
                  sent.whenCompleteAsync(
                      (done, thrown) -> lease.close(), Runnable::run); // else a thread is made
                  return NotUsed.getInstance();
                });
    system // an answer that came too late, or to nobody, is never sent
        .scheduler()
        .scheduleOnce(
            settings.requestTimeout(),
            () -> {
              if (!begun.get()) {
                lease.close();
              }
            },
            system.executionContext());
    return response.withEntity(HttpEntities.create(response.entity().getContentType(), held));
  }
}
