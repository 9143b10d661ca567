package io.landfall.api;

import akka.actor.typed.ActorSystem;
import io.landfall.api.edge.GuardedServer;
import io.landfall.api.http.ApiSettings;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP port of a node. */
public final class HttpServer {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

  private final InetSocketAddress address;

  private HttpServer(InetSocketAddress address) {
    this.address = address;
  }

  /**
   * Binds host and port and serves the API there; the stage fails when the port is taken. When the
   * actor system shuts down, requests under way are finished first.
   */
  public static CompletionStage<HttpServer> start(
      ApiPorts ports, ApiSettings settings, ActorSystem<?> system) {
    return GuardedServer.start(
            settings.host(),
            settings.port(),
            new Routes(ports, settings, system).routes(),
            settings.connections(),
            settings.shutdownTimeout(),
            system)
        .thenApply(
            address -> {
              LOG.info("Listening on {}", address);
              return new HttpServer(address);
            });
  }

  /** Returns where it listens; the port is the real one when 0 was asked for. */
  public InetSocketAddress address() {
    return address;
  }
}
