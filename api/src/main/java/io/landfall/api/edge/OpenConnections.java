package io.landfall.api.edge;

import io.landfall.api.http.ConnectionSettings;
import io.landfall.api.proxy.ClientAddress;
import io.landfall.api.proxy.TrustedProxies;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * All connections of a port. When there are too many, one that waits for its client makes room for
 * the next: whoever opens a thousand and says nothing loses them to those who have something to
 * say. A connection that works for its client is never given up for another.
 */
final class OpenConnections {
  /** So long anybody may take for the head of a request, however many others want in. */
  private static final long HEAD_NANOS = 1_000_000_000L;

  /** So long anybody may pause amid a body or an answer, however many others want in. */
  private static final long PAUSE_NANOS = 2_000_000_000L;

  private static final int STAYS = Integer.MAX_VALUE;

  private final int most;
  private final int mostPerAddress;
  private final TrustedProxies proxies;
  private final Map<InetAddress, Set<ClientConnection>> byAddress = new HashMap<>();
  private final CompletableFuture<Void> empty = new CompletableFuture<>();
  private int count;
  private boolean draining;

  OpenConnections(ConnectionSettings settings) {
    this.most = settings.most();
    this.mostPerAddress = settings.mostPerAddress();
    this.proxies = settings.proxies();
  }

  /**
   * Counts a new connection in; empty when it has to be refused.
   *
   * @param remote its other end: a proxy counts by itself, others by what a caller's addresses
   *     share
   */
  synchronized Optional<ClientConnection> open(InetAddress remote) {
    boolean ofProxy = proxies.isProxy(remote);
    InetAddress address = ofProxy ? remote : ClientAddress.shared(remote);
    Set<ClientConnection> same = byAddress.getOrDefault(address, Set.of());
    boolean manyOfOne = same.size() >= mostPerAddress && !ofProxy;
    if (draining || (manyOfOne && !evictOneOf(same)) || (count >= most && !evictOneOf(largest()))) {
      return Optional.empty();
    }
    var connection = new ClientConnection(address);
    byAddress.computeIfAbsent(address, key -> new LinkedHashSet<>()).add(connection);
    count++;
    return Optional.of(connection);
  }

  /** Notes that a connection has ended; again changes nothing. */
  synchronized void close(ClientConnection connection) {
    Set<ClientConnection> same = byAddress.getOrDefault(connection.address(), Set.of());
    if (same.contains(connection)) {
      remove(connection);
    }
  }

  /** How many there are. */
  synchronized int count() {
    return count;
  }

  /** Lets none in and all end with what they do; complete when the last one has. */
  synchronized CompletionStage<Void> drain() {
    draining = true;
    all().forEach(ClientConnection::closeWhenIdle);
    if (count == 0) {
      empty.complete(null);
    }
    return empty;
  }

  /** Ends all. */
  void endAll() {
    List<ClientConnection> all;
    synchronized (this) {
      all = all();
    }
    all.forEach(ClientConnection::end);
  }

  private List<ClientConnection> all() {
    return byAddress.values().stream().flatMap(Set::stream).toList();
  }

  /** The connections of who has most of them. */
  private Set<ClientConnection> largest() {
    return byAddress.values().stream().max(Comparator.comparingInt(Set::size)).orElse(Set.of());
  }

  private boolean evictOneOf(Set<ClientConnection> connections) {
    long now = System.nanoTime();
    Optional<ClientConnection> first =
        connections.stream()
            .filter(connection -> rank(connection, now) < STAYS)
            .min(
                Comparator.<ClientConnection>comparingInt(connection -> rank(connection, now))
                    .thenComparingLong(ClientConnection::sinceNanos));
    first.ifPresent(
        connection -> {
          remove(connection);
          connection.end();
        });
    return first.isPresent();
  }

  /** Which kind goes first: slow heads, then idle ones, then new ones, then slow clients. */
  private static int rank(ClientConnection connection, long now) {
    long waited = now - connection.sinceNanos();
    return switch (connection.phase()) {
      case HEAD -> waited > HEAD_NANOS ? 0 : 2;
      case IDLE -> 1;
      case BODY, READER -> waited > PAUSE_NANOS ? 3 : STAYS;
      case WORK -> STAYS;
    };
  }

  private void remove(ClientConnection connection) {
    Set<ClientConnection> same = byAddress.get(connection.address());
    same.remove(connection);
    if (same.isEmpty()) {
      byAddress.remove(connection.address());
    }
    count--;
    if (draining && count == 0) {
      empty.complete(null);
    }
  }
}
