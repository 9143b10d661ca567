package io.landfall.api.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.api.edge.ClientConnection.ConnectionPhase;
import io.landfall.api.http.ConnectionSettings;
import io.landfall.api.proxy.AddressRanges;
import io.landfall.api.proxy.TrustedProxies;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OpenConnectionsTest {
  private final OpenConnections open =
      new OpenConnections(
          new ConnectionSettings(
              4,
              3,
              TrustedProxies.NONE,
              Duration.ZERO,
              Duration.ZERO,
              Duration.ZERO,
              Duration.ZERO,
              1,
              1));
  private final List<ClientConnection> ended = new ArrayList<>();

  @Test
  void whoWaitsForItsClientMakesRoomAndWhoWorksDoesNot() {
    ClientConnection working = open(1, ConnectionPhase.WORK);
    ClientConnection idle = open(1, ConnectionPhase.IDLE);
    ClientConnection other = open(1, ConnectionPhase.WORK);
    ClientConnection next = open(1, ConnectionPhase.WORK);
    assertThat(ended).containsExactly(idle);
    assertThat(open.open(address(1))).isEmpty();

    open.close(next);
    open.close(next);
    assertThat(open.count()).isEqualTo(2);
    assertThat(open.open(address(1))).isPresent();
    assertThat(ended).doesNotContain(working, other);
  }

  @Test
  void whoHasMostMakesRoomForOthers() {
    ClientConnection first = open(1, ConnectionPhase.IDLE);
    open(1, ConnectionPhase.IDLE);
    open(1, ConnectionPhase.IDLE);
    open(2, ConnectionPhase.IDLE);
    ClientConnection newcomer = open(3, ConnectionPhase.HEAD);
    assertThat(ended).containsExactly(first);
    assertThat(open.count()).isEqualTo(4);
    assertThat(newcomer.phase()).isEqualTo(ConnectionPhase.HEAD);
  }

  @Test
  void aNewConnectionOutlivesIdleOnes() {
    ClientConnection fresh = open(1, ConnectionPhase.HEAD);
    ClientConnection idle = open(1, ConnectionPhase.IDLE);
    open(1, ConnectionPhase.WORK);
    open(1, ConnectionPhase.WORK);
    assertThat(ended).containsExactly(idle).doesNotContain(fresh);
  }

  @Test
  void oneThatMakesRoomBeforeItHasBegunEndsAsItBegins() {
    ClientConnection fresh = open.open(address(1)).orElseThrow();
    open(1, ConnectionPhase.WORK);
    open(1, ConnectionPhase.WORK);
    open(1, ConnectionPhase.WORK);
    assertThat(open.count()).isEqualTo(3);
    fresh.onSignals(() -> {}, () -> ended.add(fresh));
    assertThat(ended).containsExactly(fresh);
  }

  @Test
  void drainingLetsNoneInAndEndsWithTheLast() {
    ClientConnection last = open(1, ConnectionPhase.WORK);
    var drained = open.drain().toCompletableFuture();
    assertThat(last.isClosing()).isTrue();
    assertThat(open.open(address(2))).isEmpty();
    assertThat(drained).isNotDone();
    open.close(last);
    assertThat(drained).isCompleted();
  }

  @Test
  void aProxyHasTheConnectionsOfManyAndItsNeighbourDoesNot() throws UnknownHostException {
    var proxies = new TrustedProxies(AddressRanges.parse(List.of("::1", "fd00::7")));
    var limits =
        new ConnectionSettings(
            9, 2, proxies, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, 1, 1);
    var behindProxies = new OpenConnections(limits);
    for (String proxy : List.of("::1", "fd00::7", "::1", "fd00::7", "::1", "fd00::7")) {
      assertThat(atWork(behindProxies.open(InetAddress.getByName(proxy)))).as(proxy).isPresent();
    }
    assertThat(atWork(behindProxies.open(InetAddress.getByName("fd00::8")))).isPresent();
    assertThat(atWork(behindProxies.open(InetAddress.getByName("fd00::9")))).isPresent();
    assertThat(behindProxies.open(InetAddress.getByName("fd00::a"))).isEmpty();
  }

  private static Optional<ClientConnection> atWork(Optional<ClientConnection> connection) {
    connection.ifPresent(opened -> opened.setPhase(ConnectionPhase.WORK));
    return connection;
  }

  private ClientConnection open(int address, ConnectionPhase phase) {
    ClientConnection connection = open.open(address(address)).orElseThrow();
    connection.onSignals(() -> {}, () -> ended.add(connection));
    connection.setPhase(phase);
    return connection;
  }

  private static InetAddress address(int last) {
    try {
      return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
