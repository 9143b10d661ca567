package io.landfall.api.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.http.javadsl.model.HttpResponse;
import io.landfall.api.ApiFixture.MovableClock;
import io.landfall.api.json.ApiProblem;
import org.junit.jupiter.api.Test;

class SubmissionRateTest {
  private final MovableClock clock = new MovableClock();
  private final SubmissionRate rate = new SubmissionRate(2, 5, clock);

  @Test
  void anOwnersMinuteHoldsSoManyAndThenItBeginsAnew() {
    assertThat(rate.take("ann").left()).isEqualTo(1);
    clock.now = clock.now.plusMillis(17_500);
    assertThat(rate.take("ann").left()).isZero();
    assertThatThrownBy(() -> rate.take("ann"))
        .isInstanceOfSatisfying(
            ApiProblem.class,
            problem -> {
              assertThat(problem.status()).isEqualTo(429);
              assertThat(problem.headers())
                  .containsEntry("Retry-After", "43")
                  .containsEntry("RateLimit", "\"exports\";r=0;t=43");
            });
    assertThat(rate.take("bob").left()).as("of somebody else").isEqualTo(1);
    clock.now = clock.now.plusSeconds(43);
    assertThat(rate.take("ann").left()).as("a minute later").isEqualTo(1);
  }

  @Test
  void anAnswerTellsWhatIsLeft() {
    HttpResponse answer = rate.take("ann").on(HttpResponse.create());
    assertThat(answer.getHeader("RateLimit-Policy").orElseThrow().value())
        .isEqualTo("\"exports\";q=2;w=60");
    assertThat(answer.getHeader("RateLimit").orElseThrow().value())
        .isEqualTo("\"exports\";r=1;t=60");
  }
}
