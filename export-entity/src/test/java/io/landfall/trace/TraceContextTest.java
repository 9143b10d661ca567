package io.landfall.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceContextTest {
  private static final String ID = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00-" + ID + "-00f067aa0ba902b7-01";

  @Test
  void whatACallerSendsIsPassedOnWithASpanOfEachRequestsOwn() {
    TraceContext trace = TraceContext.parse(PARENT, "vendor=a1,other=b2").orElseThrow();

    assertThat(trace).isEqualTo(new TraceContext(ID, "01", "vendor=a1,other=b2"));
    Set<String> spans = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      assertThat(trace.headers()).containsEntry("tracestate", "vendor=a1,other=b2");
      assertThat(trace.parent()).matches("00-" + ID + "-[0-9a-f]{16}-01").isNotEqualTo(PARENT);
      spans.add(trace.parent());
    }
    assertThat(spans).hasSize(100);
  }

  @ParameterizedTest(name = "{0} counts: {1}")
  @CsvSource({
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00, true",
    "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-is-to-come, true",
    "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.what, false",
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more, false",
    "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01, false",
    "00-00000000000000000000000000000000-00f067aa0ba902b7-01, false",
    "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01, false",
    "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01, false",
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7, false",
    "4bf92f3577b34da6a3ce929d0e0e4736, false",
    "'', false",
  })
  void whatTheRecommendationSaysOfItsForm(String parent, boolean counts) {
    assertThat(TraceContext.parse(parent, null).isPresent()).isEqualTo(counts);
  }

  @Test
  void aStateThatCannotStandInAHeaderIsDroppedAndTheTraceStays() {
    for (String state :
        new String[] {null, " ", "a=\r\nx: y", "a=\u00e9", "a=" + "b".repeat(511)}) {
      assertThat(TraceContext.parse(PARENT, state)).contains(new TraceContext(ID, "01", null));
    }
    assertThat(TraceContext.parse(PARENT, "a=" + "b".repeat(510)).orElseThrow().state())
        .hasSize(512);
  }

  @Test
  void aNewOneIsRecordedByNobodyYet() {
    TraceContext begun = TraceContext.begin();

    assertThat(TraceContext.parse(begun.parent(), null)).contains(begun);
    assertThat(begun.flags()).isEqualTo("00");
    assertThat(begun.headers()).containsOnlyKeys("traceparent");
  }
}
