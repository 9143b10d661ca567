package io.landfall.api;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.settings.ServerSettings;
import io.landfall.api.http.ApiSettings;
import io.landfall.api.http.ProblemParsingErrorHandler;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP port of a node. */
public final class HttpServer {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

  /** Room for a search by GET with a thousand ids, and for the link to its next page. */
  private static final int MAX_URI_LENGTH = 64 << 10;

  private final ServerBinding binding;

  private HttpServer(ServerBinding binding) {
    this.binding = binding;
  }

  /**
   * Binds host and port and serves the API there; the stage fails when the port is taken. When the
   * actor system shuts down, requests under way are finished first.
   */
  public static CompletionStage<HttpServer> start(
      ApiPorts ports, ApiSettings settings, ActorSystem<?> system) {
    ServerSettings defaults = ServerSettings.create(system.classicSystem());
    ServerSettings server =
        defaults
            .withServerHeader(Optional.empty())
            .withParserSettings(defaults.getParserSettings().withMaxUriLength(MAX_URI_LENGTH))
            .withParsingErrorHandler(ProblemParsingErrorHandler.class.getName());
    return Http.get(system)
        .newServerAt(settings.host(), settings.port())
        .withSettings(server)
        .bind(new Routes(ports, settings, system).routes())
        .thenApply(
            binding -> {
              binding.addToCoordinatedShutdown(settings.shutdownTimeout(), system);
              LOG.info("Listening on {}", binding.localAddress());
              return new HttpServer(binding);
            });
  }

  /** Returns where it listens; the port is the real one when 0 was asked for. */
  public InetSocketAddress address() {
    return binding.localAddress();
  }
}
