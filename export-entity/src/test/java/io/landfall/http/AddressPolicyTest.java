package io.landfall.http;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPolicyTest {
  private static final String[] PUBLIC = {"93.184.215.14", "2606:2800:21f:cb07::1"};
  private final AddressPolicy policy =
      AddressPolicy.internet(List.of("store.lan", "10.1.2.3:9000"), AddressPolicyTest::resolve);

  /** A world of few names; numbers are what the JVM takes them for. */
  static InetAddress[] resolve(String host) throws UnknownHostException {
    return switch (host) {
      case "open.example" -> of(PUBLIC);
      case "half.example" -> of(PUBLIC[0], "10.0.0.1");
      case "rebound.example" -> of("127.0.0.1");
      case "metadata.google.internal" -> of("169.254.169.254");
      default -> {
        if (host.matches(".*[g-z].*") && !host.startsWith("localhost")) {
          throw new UnknownHostException(host);
        }
        yield InetAddress.getAllByName(host);
      }
    };
  }

  @ParameterizedTest
  @MethodSource("io.landfall.http.HostileUrls#all")
  void whatIsNotOfTheOpenInternetIsRefused(String url) {
    assertThatThrownBy(() -> policy.check(URI.create(url))).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://open.example/a",
        "HTTPS://open.example:8443/a?b#c",
        "http://93.184.215.14/a",
        "http://[2606:2800:21f:cb07::1]/a",
        "http://[64:ff9b::5db8:d70e]/a",
        "http://[::ffff:93.184.215.14]/a",
        "http://172.32.0.1/a",
        "http://100.128.0.1/a",
        "http://store.lan/a",
        "http://STORE.lan.:81/a",
        "http://10.1.2.3:9000/a",
      })
  void whatIsOfTheOpenInternetOrNamedPasses(String url) {
    assertThatCode(() -> policy.check(URI.create(url))).doesNotThrowAnyException();
  }

  @Test
  void anEndpointOfOurOwnSettingsPassesAloneByPortAndScheme() {
    AddressPolicy more = policy.allowing(URI.create("http://10.9.9.9:9000"));
    assertThatCode(() -> more.check(URI.create("http://10.9.9.9:9000/b/k")))
        .doesNotThrowAnyException();
    for (String other :
        List.of("http://10.9.9.9/b", "https://10.9.9.9:9000/b", "http://10.9.9.8:9000/b")) {
      assertThatThrownBy(() -> more.check(URI.create(other))).hasMessageContaining("Cannot read");
    }
  }

  private static InetAddress[] of(String... literals) throws UnknownHostException {
    InetAddress[] addresses = new InetAddress[literals.length];
    for (int i = 0; i < literals.length; i++) {
      addresses[i] = InetAddress.getByName(literals[i]);
    }
    return addresses;
  }
}
