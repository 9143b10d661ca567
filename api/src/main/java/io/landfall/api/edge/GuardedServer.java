package io.landfall.api.edge;

import akka.Done;
import akka.NotUsed;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.event.NoLogging;
import akka.http.javadsl.Http;
import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.RemoteAddress;
import akka.http.javadsl.model.headers.Connection;
import akka.http.javadsl.server.Route;
import akka.http.javadsl.settings.ServerSettings;
import akka.io.TcpSO;
import akka.japi.function.Function;
import akka.stream.Materializer;
import akka.stream.TLSProtocol.SslTlsInbound;
import akka.stream.TLSProtocol.SslTlsOutbound;
import akka.stream.javadsl.BidiFlow;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.stream.javadsl.TLSPlacebo;
import akka.stream.javadsl.Tcp;
import akka.util.ByteString;
import io.landfall.api.http.ConnectionSettings;
import io.landfall.api.http.HttpResponses.AnswerReceipt;
import io.landfall.api.http.ProblemParsingErrorHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.compat.java8.FutureConverters;
import scala.concurrent.ExecutionContext;

/** An HTTP/1.1 port whose connections are guarded; see the package. */
public final class GuardedServer {
  private static final Logger LOG = LoggerFactory.getLogger(GuardedServer.class);

  /** Connections that wait to be accepted, so that a crowd of others keeps nobody out. */
  private static final int BACKLOG = 1024;

  /**
   * What a connection may hold that its reader's machine has not got; Linux takes twice as much.
   */
  private static final int SEND_BUFFER_BYTES = 256 << 10;

  private final ActorSystem<?> system;
  private final ConnectionSettings settings;
  private final Function<HttpRequest, CompletionStage<HttpResponse>> handler;
  private final BidiFlow<HttpResponse, ByteString, ByteString, HttpRequest, NotUsed> http;
  private final OpenConnections open;
  private final ByteString busy;

  private GuardedServer(Route routes, ConnectionSettings settings, ActorSystem<?> system) {
    this.system = system;
    this.settings = settings;
    this.handler = routes.handler(system);
    ServerSettings quiet = quietSettings(ServerSettings.create(system.classicSystem()));
    this.http = // once: making its parser of headers takes milliseconds
        Http.get(system)
            .serverLayer(quiet, Optional.empty(), NoLogging.getInstance())
            .atop(plainText());
    this.open = new OpenConnections(settings);
    this.busy =
        RefusedRequest.busy("Cannot take another connection now. Try again in a few seconds.")
            .toResponse();
  }

  /**
   * Binds host and port and serves {@code routes} there; the stage fails when the port is taken.
   * When the actor system shuts down, requests under way are finished first.
   *
   * @param shutdownTimeout how long these may take
   * @return where it listens; the port is the real one when 0 was asked for
   */
  public static CompletionStage<InetSocketAddress> start(
      String host,
      int port,
      Route routes,
      ConnectionSettings settings,
      Duration shutdownTimeout,
      ActorSystem<?> system) {
    var server = new GuardedServer(routes, settings, system);
    return Tcp.get(system)
        .bind(
            host,
            port,
            BACKLOG,
            List.of(TcpSO.sendBufferSize(SEND_BUFFER_BYTES)),
            true,
            Optional.empty())
        .toMat(Sink.foreach(server::accept), Keep.left())
        .run(system)
        .thenApply(
            binding -> {
              server.addToShutdown(binding, shutdownTimeout);
              return binding.localAddress();
            });
  }

  /** Nothing of what callers write is logged: headers hold tokens, and URLs signatures. */
  private static ServerSettings quietSettings(ServerSettings defaults) {
    return defaults
        .withServerHeader(Optional.empty())
        .withParserSettings(
            defaults
                .getParserSettings()
                .withMaxUriLength(HeadScanner.MAX_TARGET_BYTES)
                .withIllegalHeaderWarnings(false))
        .withParsingErrorHandler(ProblemParsingErrorHandler.class.getName());
  }

  private void addToShutdown(Tcp.ServerBinding binding, Duration shutdownTimeout) {
    CoordinatedShutdown shutdown = CoordinatedShutdown.get(system);
    String name = binding.localAddress().toString();
    shutdown.addTask(
        CoordinatedShutdown.PhaseServiceUnbind(),
        "http-unbind-" + name,
        () -> binding.unbind().thenApply(unbound -> Done.done()));
    shutdown.addTask(
        CoordinatedShutdown.PhaseServiceRequestsDone(),
        "http-drain-" + name,
        () ->
            open.drain()
                .toCompletableFuture()
                .copy()
                .completeOnTimeout(null, shutdownTimeout.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(
                    drained -> {
                      open.endAll();
                      return Done.done();
                    }));
  }

  private void accept(Tcp.IncomingConnection incoming) {
    try {
      incoming.handleWith(
          open.open(incoming.remoteAddress().getAddress())
              .map(connection -> serve(connection, incoming.remoteAddress()))
              .orElseGet(() -> Flow.fromSinkAndSource(Sink.cancelled(), Source.single(busy))),
          Materializer.matFromSystem(system));
    } catch (RuntimeException e) { // else the port would close
      LOG.error("Cannot serve a connection", e);
    }
  }

  private Flow<ByteString, ByteString, NotUsed> serve(
      ClientConnection connection, InetSocketAddress remote) {
    var guard = new RequestGuard(connection, open, settings);
    return Flow.of(HttpRequest.class)
        .mapAsync(1, request -> answer(connection, withClient(request, connection, remote)))
        .join(http.atop(BidiFlow.fromGraph(guard)));
  }

  @SuppressWarnings("unchecked") // what it gives is more special than what is taken
  private static BidiFlow<SslTlsOutbound, ByteString, ByteString, SslTlsInbound, NotUsed>
      plainText() {
    return (BidiFlow<SslTlsOutbound, ByteString, ByteString, SslTlsInbound, NotUsed>)
        (BidiFlow<SslTlsOutbound, ByteString, ByteString, ?, NotUsed>) TLSPlacebo.getInstance();
  }

  private CompletionStage<HttpResponse> answer(ClientConnection connection, HttpRequest request)
      throws Exception {
    return withoutThreads(handler.apply(withoutUselessBody(request)))
        .whenComplete(
            (response, thrown) -> {
              if (thrown != null) {
                connection.endRequest();
              }
            })
        .thenApply(response -> counted(connection, request, response));
  }

  /**
   * Returns a stage that goes on where {@code stage} ends. Those of Akka HTTP leave what follows to
   * the JDK's common pool, and where that has one thread, as on two processors, to a thread made
   * for each call.
   */
  private static <T> CompletionStage<T> withoutThreads(CompletionStage<T> stage) {
    var same = new CompletableFuture<T>();
    FutureConverters.toScala(stage)
        .onComplete(
            done ->
                done.isSuccess()
                    ? same.complete(done.get())
                    : same.completeExceptionally(done.failed().get()),
            ExecutionContext.parasitic$.MODULE$);
    return same;
  }

  private static HttpRequest withClient(
      HttpRequest request, ClientConnection connection, InetSocketAddress remote) {
    BooleanSupplier waits = () -> !connection.hasLeft();
    return request
        .addAttribute(AttributeKeys.remoteAddress, RemoteAddress.create(remote))
        .addAttribute(ClientPresence.KEY, waits);
  }

  /** A body means nothing where nothing is changed: it is passed over, within its deadline. */
  private HttpRequest withoutUselessBody(HttpRequest request) {
    boolean useless =
        request.method().equals(HttpMethods.GET) || request.method().equals(HttpMethods.HEAD);
    if (!useless || request.entity().isStrict()) {
      return request;
    }
    request.discardEntityBytes(system);
    return request.withEntity(HttpEntities.EMPTY);
  }

  /** Notes when the answer ends, and lets the connection end with it when the node stops. */
  private HttpResponse counted(
      ClientConnection connection, HttpRequest request, HttpResponse response) {
    HttpResponse last =
        connection.isClosing() ? response.addHeader(Connection.create("close")) : response;
    HttpEntity entity = last.entity();
    last.getAttribute(AnswerReceipt.KEY).ifPresent(connection::expectReceipt);
    connection.setFile(entity instanceof HttpEntity.Default);
    if (entity.isStrict() || request.method().equals(HttpMethods.HEAD)) {
      connection.endRequest();
      return last;
    }
    Flow<ByteString, ByteString, NotUsed> watch =
        Flow.<ByteString>create()
            .watchTermination(
                (none, done) -> {
                  done.whenCompleteAsync(
                      (ended, thrown) -> endAnswer(connection, thrown),
                      Runnable::run); // else a thread is made
                  return none;
                });
    Source<ByteString, ?> bytes = entity.getDataBytes().via(watch);
    return last.withEntity(
        entity.getContentLengthOption().isPresent()
            ? HttpEntities.create(
                entity.getContentType(), entity.getContentLengthOption().getAsLong(), bytes)
            : HttpEntities.createChunked(entity.getContentType(), bytes));
  }

  private static void endAnswer(ClientConnection connection, Throwable thrown) {
    connection.endRequest();
    if (thrown != null) {
      LOG.info("Cannot send an answer to its end: {}", thrown.toString());
    }
  }
}
