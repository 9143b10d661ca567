package io.landfall.api.http;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.MediaRanges;
import akka.http.javadsl.model.headers.Accept;
import io.landfall.api.json.ApiProblem;
import io.landfall.api.json.Json;
import org.junit.jupiter.api.Test;

class HttpResponsesTest {
  private static final Accept PROBLEMS_ALONE =
      Accept.create(MediaRanges.create(Json.PROBLEM_JSON.mediaType()));

  @Test
  void whoRemovesSomethingMayTakeProblemsAlone() {
    HttpRequest removal = HttpRequest.DELETE("/v1/projects/1").addHeader(PROBLEMS_ALONE);
    assertThatCode(() -> HttpResponses.requireJsonAccepted(removal)).doesNotThrowAnyException();
  }

  @Test
  void whoAsksForSomethingMustTakeJson() {
    HttpRequest question = HttpRequest.GET("/v1/projects/1").addHeader(PROBLEMS_ALONE);
    assertThatThrownBy(() -> HttpResponses.requireJsonAccepted(question))
        .isInstanceOf(ApiProblem.class)
        .hasMessageContaining("JSON");
  }
}
