package io.landfall.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.RemoteAddress;
import akka.http.javadsl.model.headers.RawHeader;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
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
    "10.0.0.7, '2001:db8:1:2:3:4:5:6', 2001:db8:1:2:0:0:0:0", // one caller has 2^64 of these
    "10.0.0.7, '2001:db8:1:3::6', 2001:db8:1:3:0:0:0:0",
    "10.0.0.7, '::ffff:192.0.2.1', 192.0.2.1",
    "10.0.0.7, 'a:b', a:b",
    "2001:db8::1, '', 2001:db8:0:0:0:0:0:0",
  })
  void onlyATrustedProxySaysWhoAsks(String direct, String forwardedFor, String expected) {
    assertThat(ClientAddress.of(direct, forwardedFor, Set.of("10.0.0.7"))).isEqualTo(expected);
  }

  @Test
  void aProxyMayAddAHeaderOfItsOwnBehindTheCallers() throws UnknownHostException {
    var proxy = RemoteAddress.create(InetAddress.getByName("10.0.0.7"));
    HttpRequest request =
        HttpRequest.GET("/")
            .addAttribute(AttributeKeys.remoteAddress, proxy)
            .withHeaders(
                List.of(
                    RawHeader.create("X-Forwarded-For", "198.51.100.9"),
                    RawHeader.create("X-Forwarded-For", "192.0.2.1")));
    assertThat(ClientAddress.of(request, Set.of("10.0.0.7"))).isEqualTo("192.0.2.1");
  }
}
