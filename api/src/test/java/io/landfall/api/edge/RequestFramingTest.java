package io.landfall.api.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.util.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestFramingTest {
  private static final String GET = "GET /a?b=%20c HTTP/1.1\r\nHost: x\r\nA:  b\tc  \r\n\r\n";
  private static final String POST = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nGET /";
  private static final String CHUNKED =
      "PUT / HTTP/1.1\r\nHost: x\r\ntransfer-encoding: Chunked\r\n\r\n3\r\n\r\n0\r\n0A\r\n"
          + "0123456789\r\n000\r\n\r\n";

  @Test
  void requestsAreCutWhereTheyEndHoweverTheirBytesCome() {
    String all = GET + POST + CHUNKED + POST + GET;
    var random = new SplittableRandom(1);
    for (int round = 0; round < 200; round++) {
      var framing = new RequestFraming();
      List<String> heads = new ArrayList<>();
      var passed = new StringBuilder();
      for (int at = 0; at < all.length(); ) {
        int end = Math.min(all.length(), at + 1 + random.nextInt(1 + round));
        framing.add(bytes(all.substring(at, end)));
        at = end;
        boolean head = framing.next() == RequestFraming.Part.HEAD;
        for (String part = take(framing); !part.isEmpty(); part = take(framing)) {
          passed.append(part);
          if (head) {
            heads.add(part.substring(0, part.indexOf(' ')));
          }
          head = framing.next() == RequestFraming.Part.HEAD;
        }
      }
      assertThat(passed).hasToString(all);
      assertThat(heads).containsExactly("GET", "POST", "PUT", "POST", "GET");
      assertThat(framing.isBetweenRequests()).isTrue();
    }
  }

  @Test
  void emptyLinesBeforeARequestArePassedOver() {
    var framing = new RequestFraming();
    framing.add(bytes("\r\n\r\n" + GET));
    assertThat(take(framing)).isEqualTo(GET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x\r\n",
        "\r\n",
        "g\r\n",
        "1;a=b\r\nx\r\n",
        "1\nx\r\n",
        "1\r\nxx",
        "1\r\nx\n",
        "-1\r\n",
        "+1\r\n",
        "0x1\r\n",
        " 1\r\n",
        "1 \r\n",
        "123456789\r\n",
        "0\r\nA: b\r\n\r\n",
        "1\rx",
        "\u0661\r\n"
      })
  void brokenChunksAreRefused(String chunks) {
    var framing = new RequestFraming();
    framing.add(bytes("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + "zzz"));
    take(framing);
    assertThatThrownBy(
            () -> {
              while (!take(framing).isEmpty()) {
                // on to the broken one
              }
            })
        .isInstanceOf(RefusedRequest.class)
        .hasMessageContaining("chunks");
    assertThat(framing.next()).isEqualTo(RequestFraming.Part.BODY);
  }

  @Test
  void aHeadIsBoundedBeforeItEnds() {
    assertThat(refusal("GET /" + "a".repeat(70_000)).status()).isEqualTo(414);
    assertThat(refusal("GET / HTTP/1.1\r\nA: " + "a".repeat(40_000)).status()).isEqualTo(431);
    assertThat(refusal("\r\n".repeat(40_000)).status()).isEqualTo(431);
  }

  @Test
  void aRefusalTellsThePlaceAndNothingOfTheValue() {
    assertThat(refusal("GET / HTTP/1.1\r\nAuthorization: Bearer geheim\u00e9\r\n"))
        .hasMessage(
            "Cannot read the request: line 2 of its head has, at byte 29, the byte 0xE9; write it"
                + " in ASCII, as %E9 in a URL.");
  }

  private static RefusedRequest refusal(String text) {
    var framing = new RequestFraming();
    framing.add(bytes(text));
    try {
      take(framing);
    } catch (RefusedRequest e) {
      return e;
    }
    throw new AssertionError("not refused: " + text);
  }

  private static String take(RequestFraming framing) {
    return framing.take().decodeString(StandardCharsets.ISO_8859_1);
  }

  private static ByteString bytes(String text) {
    return ByteString.fromString(text, StandardCharsets.ISO_8859_1);
  }
}
