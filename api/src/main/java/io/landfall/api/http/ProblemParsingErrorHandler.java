package io.landfall.api.http;

import akka.event.LoggingAdapter;
import akka.http.ParsingErrorHandler;
import akka.http.javadsl.model.HttpResponse;
import akka.http.scaladsl.model.ErrorInfo;
import akka.http.scaladsl.model.StatusCode;
import akka.http.scaladsl.settings.ServerSettings;
import java.util.List;

/**
 * Answers what is too broken to be a request: no route sees it. Akka HTTP makes one by its name.
 */
public final class ProblemParsingErrorHandler extends ParsingErrorHandler {
  @Override
  public HttpResponse handle(
      StatusCode status, ErrorInfo error, LoggingAdapter log, ServerSettings settings) {
    int code = status.intValue();
    log.debug("Refused a request: {} {}", code, error.summary());
    return Problems.response(
        code, Problems.slug(code), error.summary(), List.of(), TraceIds.random());
  }
}
