package io.landfall.api.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.RemoteAddress;
import akka.http.javadsl.model.headers.RawHeader;
import com.typesafe.config.ConfigFactory;
import io.landfall.api.http.ApiSettings;
import io.landfall.api.http.HttpResponses;
import io.landfall.api.json.ApiProblem;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {
  private static final TrustedProxies PROXIES =
      new TrustedProxies(AddressRanges.parse(List.of("10.0.0.0/8", "fd00::/8")));

  @ParameterizedTest(name = "{0}: {1} is asked for by {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "10.0.0.7 | X-Forwarded-For: 192.0.2.1 | 192.0.2.1",
        "10.0.0.7 | X-Forwarded-For: 198.51.100.9, 192.0.2.1 | 192.0.2.1", // the first is his word
        "10.0.0.7 | X-Forwarded-For: 198.51.100.9; X-Forwarded-For: 192.0.2.1 | 192.0.2.1",
        "10.0.0.7 | X-Forwarded-For: 192.0.2.1, 10.0.0.9 | 192.0.2.1", // through two proxies
        "10.0.0.7 | X-Forwarded-For: 203.0.113.5, 192.0.2.1, 10.0.0.9 | 192.0.2.1",
        "10.0.0.7 | X-Forwarded-For: 192.0.2.1:4711 | 192.0.2.1",
        "10.0.0.7 | X-Forwarded-For: [2001:db8:1:2:3:4:5:6]:80 | 2001:db8:1:2:0:0:0:0",
        "10.0.0.7 | X-Forwarded-For: 2001:db8:1:3::6 | 2001:db8:1:3:0:0:0:0",
        "10.0.0.7 | X-Forwarded-For: ::ffff:192.0.2.1 | 192.0.2.1",
        "10.0.0.7 | X-Forwarded-For: unknown | 10.0.0.7",
        "10.0.0.7 | X-Forwarded-For: 192.0.2.1, | 10.0.0.7",
        "10.0.0.7 | X-Forwarded-For: www.example.org | 10.0.0.7", // no name is looked up
        "10.0.0.7 | Forwarded: for=192.0.2.1 | 192.0.2.1",
        "10.0.0.7 | Forwarded: For=\"[2001:db8:1:3::6]:8080\";proto=https | 2001:db8:1:3:0:0:0:0",
        "10.0.0.7 | Forwarded: for=198.51.100.9, for=192.0.2.1;by=10.0.0.7 | 192.0.2.1",
        "10.0.0.7 | Forwarded: for=192.0.2.1, for=10.9.9.9 | 192.0.2.1",
        "10.0.0.7 | Forwarded: for=_hidden | 10.0.0.7",
        "fd00::1 | Forwarded: for=192.0.2.1 | 192.0.2.1",
        "11.0.0.7 | X-Forwarded-For: 192.0.2.1 | 11.0.0.7", // nobody trusts that one
        "11.0.0.7 | Forwarded: for=192.0.2.1 | 11.0.0.7",
        "10.0.0.7 | Forwarded: for=127.0.0.1; X-Forwarded-For: 192.0.2.1 | 192.0.2.1",
        "10.0.0.7 | X-Other: 192.0.2.1 | 10.0.0.7",
      })
  void onlyATrustedProxySaysWhoAsks(String direct, String headers, String expected) {
    assertThat(ClientAddress.of(PROXIES.restore(request(direct, headers)))).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} leads to {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "X-Forwarded-Proto: https; X-Forwarded-Host: a.org; X-Forwarded-Port: 443 | https://a.org",
        "X-Forwarded-Proto: https; X-Forwarded-Host: a.org; X-Forwarded-Port: 8443 |"
            + " https://a.org:8443",
        "X-Forwarded-Host: a.org:8080 | http://a.org:8080",
        "X-Forwarded-Host: a.org | http://a.org",
        "X-Forwarded-Proto: HTTPS | https://inside:81",
        "X-Forwarded-Proto: https; X-Forwarded-Port: 443 | https://inside",
        "X-Forwarded-Proto: https,http; X-Forwarded-Host: a.org | https://a.org",
        "X-Forwarded-Proto: https,http; X-Forwarded-Port: 443,80; X-Forwarded-Host: a.org |"
            + " https://a.org",
        "X-Forwarded-Host: evil.org, a.org | http://a.org", // added behind what the caller sent
        "X-Forwarded-For: 1.1.1.1, 10.0.0.9; X-Forwarded-Host: a.org, inside | http://a.org",
        "X-Forwarded-For: 1.1.1.1, 2.2.2.2; X-Forwarded-Host: evil.org, a.org | http://a.org",
        "X-Forwarded-Host: [2001:db8::1]:8443 | http://[2001:db8::1]:8443",
        "X-Forwarded-Host: a.org; X-Forwarded-Prefix: /landfall | http://a.org/landfall",
        "X-Forwarded-Prefix: /a/b/ | http://inside:81/a/b",
        "Forwarded: proto=https;host=a.org | https://a.org",
        "Forwarded: for=192.0.2.1;proto=https;host=\"a.org:8443\" | https://a.org:8443",
        "Forwarded: for=192.0.2.1;host=evil.org, for=192.0.2.2;host=a.org | http://a.org",
        "Forwarded: for=192.0.2.1;host=a.org;proto=https, for=10.0.0.9;host=b | https://a.org",
        "Forwarded: for=192.0.2.1;proto=https, for=10.0.0.9;host=a.org | https://a.org",
        "Forwarded: host=evil.org; X-Forwarded-Host: a.org | http://a.org",
        "X-Other: a.org | http://inside:81",
      })
  void linksLeadToWhereTheClientCameFrom(String headers, String expected) {
    HttpRequest restored = PROXIES.restore(request("10.0.0.7", headers));
    assertThat(base(restored)).isEqualTo(expected);
    HttpRequest untrusted = PROXIES.restore(request("192.0.2.66", headers));
    assertThat(base(untrusted)).isEqualTo("http://inside:81");
  }

  @ParameterizedTest(name = "{0} is refused")
  @ValueSource(
      strings = {
        "X-Forwarded-Proto: javascript",
        "X-Forwarded-Host: a.org/path",
        "X-Forwarded-Host: user@a.org",
        "X-Forwarded-Host: a.org\"><script>",
        "X-Forwarded-Host: a.org:99999",
        "X-Forwarded-Port: x",
        "X-Forwarded-Prefix: //evil.org",
        "X-Forwarded-Prefix: /a?b",
        "X-Forwarded-Prefix: https://evil.org",
        "Forwarded: host=\"a.org",
        "Forwarded: for",
        "Forwarded: host=\"a.org/x\"",
        "Forwarded: proto=ftp",
      })
  void whatCannotBeIsRefusedAndOfOthersPassedOver(String header) {
    assertThatThrownBy(() -> PROXIES.restore(request("10.0.0.7", header)))
        .isInstanceOfSatisfying(
            ApiProblem.class, problem -> assertThat(problem.status()).isEqualTo(400));
    assertThat(base(PROXIES.restore(request("192.0.2.66", header)))).isEqualTo("http://inside:81");
  }

  @ParameterizedTest(name = "{0} is no network")
  @ValueSource(strings = {"proxy.example.org", "10.0.0", "10.0.0.0/33", "10.0.0.0/", "", "1/2/3"})
  void aProxyIsNamedByItsAddress(String text) {
    assertThatThrownBy(() -> AddressRanges.parse(List.of(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("write it as 10.0.0.7");
  }

  @Test
  void ofThisMachineAllAreTrustedByDefault() throws UnknownHostException {
    TrustedProxies standard = ApiSettings.from(ConfigFactory.load()).connections().proxies();
    assertThat(standard.isProxy(InetAddress.getByName("127.1.2.3"))).isTrue();
    assertThat(standard.isProxy(InetAddress.getByName("::1"))).isTrue();
    assertThat(standard.isProxy(InetAddress.getByName("10.0.0.1"))).isFalse();
  }

  private static String base(HttpRequest request) {
    return HttpResponses.baseUrl(ApiSettings.from(ConfigFactory.load()), request);
  }

  /**
   * A request with headers.
   *
   * @param headers parted by a semicolon and a space; of Forwarded there is none inside
   */
  private static HttpRequest request(String direct, String headers) {
    List<HttpHeader> parsed =
        Arrays.stream(headers.split("; "))
            .map(header -> header.split(": ", 2))
            .<HttpHeader>map(pair -> RawHeader.create(pair[0], pair[1]))
            .toList();
    try {
      return HttpRequest.GET("http://inside:81/stac")
          .addAttribute(
              AttributeKeys.remoteAddress, RemoteAddress.create(InetAddress.getByName(direct)))
          .withHeaders(parsed);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
