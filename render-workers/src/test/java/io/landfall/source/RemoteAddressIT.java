package io.landfall.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.http.AddressPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Files of servers that may not be asked. */
class RemoteAddressIT {
  @Test
  void aRefusedServerSeesNoRequestAndARedirectIsCheckedToo() throws IOException {
    try (var canary = new FileServer();
        var server = new FileServer();
        var closed =
            new RemoteSources(SourceFixture.settings(), AddressPolicy.internet(List.of()));
        var open =
            new RemoteSources(
                SourceFixture.settings(), AddressPolicy.internet(List.of(server.authority())))) {
      assertThatThrownBy(() -> closed.open(canary.put("/a.tif", new byte[10])))
          .hasMessageContaining("landfall.source.allowed-hosts");
      server.script(302, "Location", canary.url("/a.tif"));
      assertThatThrownBy(() -> open.open(server.url("/r")))
          .hasMessageContaining("landfall.source.allowed-hosts");
      assertThat(server.requests).hasSize(1);
      assertThat(canary.requests).isEmpty();
    }
  }

  @Test
  void anAnswerFromAHostThatMovedMeanwhileIsDropped() {
    var lookups = new AtomicInteger();
    AddressPolicy moved =
        AddressPolicy.internet(
            List.of(),
            host ->
                new InetAddress[] {
                  InetAddress.getByName(
                      lookups.getAndIncrement() == 0 ? "93.184.215.14" : "127.0.0.1")
                });
    try (var canary = new FileServer();
        var remote = new RemoteSources(SourceFixture.settings(), moved)) {
      assertThatThrownBy(() -> remote.open(canary.put("/a.tif", new byte[10])))
          .hasMessageContaining("landfall.source.allowed-hosts");
      assertThat(lookups).hasValue(2);
    }
  }
}
