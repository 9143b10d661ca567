package io.landfall.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckedAddressesTest {
  private final AtomicInteger lookups = new AtomicInteger();

  /** The host rebind.example leads to the open internet once, then to this machine. */
  private final CheckedAddresses addresses =
      new CheckedAddresses(
          List.of("inside.example:8080", "Box.Example."),
          "landfall.test.hosts",
          host -> {
            int n = lookups.incrementAndGet();
            return switch (host) {
              case "public.example" -> addresses("93.184.215.14", "2606:2800:21f::1");
              case "rebind.example" -> addresses(n == 1 ? "93.184.215.14" : "127.0.0.1");
              case "mixed.example" -> addresses("93.184.215.14", "10.0.0.1");
              case "inside.example", "box.example" -> addresses("10.0.0.7");
              default -> InetAddress.getAllByName(host); // which are written out
            };
          });

  private static InetAddress[] addresses(String... literals) {
    InetAddress[] found = new InetAddress[literals.length];
    for (int i = 0; i < literals.length; i++) {
      try {
        found[i] = InetAddress.getByName(literals[i]);
      } catch (IOException e) {
        throw new IllegalArgumentException(literals[i], e);
      }
    }
    return found;
  }

  @Test
  void givesTheAddressesThatWereCheckedAndLooksUpOnce() throws Exception {
    assertThat(addresses.find(URI.create("https://public.example/a"))).hasSize(2);
    assertThat(lookups).hasValue(1);
  }

  @Test
  void whatAHostLeadsToLaterDoesNotMatter() throws Exception {
    InetAddress[] found = addresses.find(URI.create("https://rebind.example/"));
    assertThat(found).containsExactly(addresses("93.184.215.14"));
    assertThatThrownBy(() -> addresses.find(URI.create("https://rebind.example/")))
        .isInstanceOf(AddressRefusedException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://mixed.example/",
        "https://10.1.2.3/",
        "https://100.64.0.1/",
        "https://127.0.0.1/",
        "https://0.0.0.0/",
        "https://2130706433/",
        "https://127.1/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[fd00::1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://169.254.169.254/latest",
        "https://0177.0.0.1/",
        "https://ann:pw@public.example/",
        "http://public.example/",
        "http://inside.example:8081/",
        "ftp://public.example/",
        "file:///etc/passwd",
        "https://under_score.example/",
      })
  void refuses(String url) {
    assertThatThrownBy(() -> addresses.find(URI.create(url)))
        .isInstanceOf(AddressRefusedException.class);
  }

  /** Over https too, since http alone is refused. */
  @ParameterizedTest
  @MethodSource("io.landfall.http.HostileUrls#all")
  void t8RefusesHostsOfThisMachineAndItsNetwork(String url) {
    var world =
        new CheckedAddresses(
            List.of("store.lan", "10.1.2.3:9000"),
            "landfall.test.hosts",
            AddressPolicyTest::resolve);
    URI uri = URI.create(url.replaceFirst("^http:", "https:"));
    assertThatThrownBy(() -> world.find(uri)).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://inside.example:8080/",
        "https://INSIDE.example.:8080/",
        "https://box.example/",
        "http://BOX.example:99/",
      })
  void allowsWhatIsNamed(String url) throws Exception {
    assertThat(
            new CheckedAddresses(
                    List.of("inside.example:8080", "Box.Example."),
                    "landfall.test.hosts",
                    host -> addresses("10.0.0.7"))
                .find(URI.create(url)))
        .containsExactly(addresses("10.0.0.7"));
  }

  @Test
  void saysWhichSettingAllowsAHost() {
    assertThatThrownBy(() -> addresses.find(URI.create("https://mixed.example/")))
        .hasMessageContaining("landfall.test.hosts");
  }
}
