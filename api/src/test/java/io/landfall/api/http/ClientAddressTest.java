package io.landfall.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressTest {
  @ParameterizedTest(name = "{0} forwarding \"{1}\" is {2}")
  @CsvSource({
    "10.0.0.7, 192.0.2.1, 192.0.2.1",
    "10.0.0.7, '198.51.100.9, 192.0.2.1', 192.0.2.1", // the first one is what the caller says
    "10.0.0.7, '', 10.0.0.7",
    "10.0.0.7, '192.0.2.1,', 10.0.0.7",
    "10.0.0.8, 192.0.2.1, 10.0.0.8", // nobody trusts that one
  })
  void onlyATrustedProxySaysWhoAsks(String direct, String forwardedFor, String expected) {
    assertThat(ClientAddress.of(direct, forwardedFor, Set.of("10.0.0.7"))).isEqualTo(expected);
  }
}
