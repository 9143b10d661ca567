package io.landfall.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A TCP proxy that can fail as networks and servers do. Faults hold for all connections, open and
 * new, until {@link #heal}; bytes that were under way when a fault began may still arrive.
 */
public final class TcpProxy implements AutoCloseable {
  private static final int NO_LIMIT = -1;

  private final InetSocketAddress target;
  private final ServerSocket server;
  private final Set<ProxiedConnection> links = ConcurrentHashMap.newKeySet();
  private final AtomicReference<List<byte[]>> resetTriggers = new AtomicReference<>();
  private volatile Predicate<InetAddress> refused = client -> false;
  private volatile Predicate<InetAddress> blackholed = client -> false;
  private volatile Duration latency = Duration.ZERO;
  private volatile long answerLimit = NO_LIMIT;
  private volatile boolean closed;

  private TcpProxy(InetSocketAddress target, ServerSocket server) {
    this.target = target;
    this.server = server;
  }

  /** Starts a proxy on a free port of 127.0.0.1. */
  public static TcpProxy to(String host, int port) {
    return on("127.0.0.1", host, port);
  }

  /** Starts a proxy on a free port of {@code address}. */
  public static TcpProxy on(String address, String host, int port) {
    try {
      var server = new ServerSocket();
      server.setReuseAddress(true);
      server.bind(new InetSocketAddress(address, 0));
      var proxy = new TcpProxy(new InetSocketAddress(host, port), server);
      thread("accept", proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return server.getLocalPort();
  }

  /** Resets all connections, and each new one. */
  public void down() {
    down(client -> true);
  }

  /** As {@link #down()}, for the clients whose local address is meant. */
  public void down(Predicate<InetAddress> clients) {
    refused = clients;
    links.stream()
        .filter(link -> clients.test(link.clientAddress()))
        .forEach(ProxiedConnection::reset);
  }

  /** Swallows all bytes both ways, and connects nobody, without a word: a cable that was cut. */
  public void blackhole() {
    blackhole(client -> true);
  }

  /** As {@link #blackhole()}, for the clients whose local address is meant. */
  public void blackhole(Predicate<InetAddress> clients) {
    blackholed = clients;
  }

  /** Holds every answer back for this long. */
  public void latency(Duration delay) {
    latency = delay;
  }

  /** Resets the connections that are open now; new ones are good. */
  public void reset() {
    links.forEach(ProxiedConnection::reset);
  }

  /** Resets each connection after so many bytes of answers, counted from now. */
  public void resetAfterBytes(long bytes) {
    links.forEach(link -> link.answered = 0);
    answerLimit = bytes;
  }

  /**
   * Lets the first connection on which these texts are sent, one after another, send them all,
   * waits until the server begins to answer the last, so that it has done what it was asked, and
   * then resets the connection instead of answering.
   */
  public void dropAnswerTo(String... texts) {
    resetTriggers.set(
        Stream.of(texts).map(text -> text.getBytes(StandardCharsets.US_ASCII)).toList());
  }

  /** Tells whether {@link #dropAnswerTo} is still waiting for its request. */
  public boolean isArmed() {
    return resetTriggers.get() != null;
  }

  /** Ends all faults. What was swallowed stays lost, so those connections are reset. */
  public void heal() {
    links.stream().filter(link -> link.isBlackholed).forEach(ProxiedConnection::reset);
    refused = client -> false;
    blackholed = client -> false;
    latency = Duration.ZERO;
    answerLimit = NO_LIMIT;
    resetTriggers.set(null);
  }

  @Override
  public void close() {
    closed = true;
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    links.forEach(ProxiedConnection::reset);
  }

  private void accept() {
    while (!closed) {
      try {
        Socket client = server.accept();
        if (refused.test(client.getInetAddress())) {
          resetNow(client);
        } else {
          thread("open", () -> open(client));
        }
      } catch (IOException e) {
        if (!closed) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void open(Socket client) {
    var link = new ProxiedConnection(client);
    links.add(link);
    try {
      while (blackholed.test(client.getInetAddress())) {
        link.isBlackholed = true;
        sleep(Duration.ofMillis(20));
      }
      link.upstream = new Socket();
      link.upstream.connect(target, 2_000);
      client.setTcpNoDelay(true);
      link.upstream.setTcpNoDelay(true);
      thread("answers", () -> pump(link, link.upstream, client, true));
      pump(link, client, link.upstream, false);
    } catch (IOException e) {
      link.reset();
    }
  }

  private void pump(ProxiedConnection link, Socket from, Socket to, boolean isAnswer) {
    byte[] buffer = new byte[16 << 10];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (blackholed.test(link.clientAddress())) {
          link.isBlackholed = true;
        } else if (isAnswer) {
          answer(link, buffer, read, out);
        } else {
          link.isResetPending |= isResetTrigger(link, buffer, read);
          out.write(buffer, 0, read);
        }
      }
      to.shutdownOutput();
    } catch (IOException e) {
      link.reset();
    }
  }

  private void answer(ProxiedConnection link, byte[] buffer, int read, OutputStream out)
      throws IOException {
    if (link.isResetPending) {
      link.reset();
      return;
    }
    sleep(latency);
    long limit = answerLimit;
    int allowed =
        limit == NO_LIMIT ? read : (int) Math.min(read, Math.max(0, limit - link.answered));
    link.answered += allowed; // before the client can act on what it reads
    out.write(buffer, 0, allowed);
    if (allowed < read) {
      link.reset();
    }
  }

  private boolean isResetTrigger(ProxiedConnection link, byte[] buffer, int read) {
    List<byte[]> texts = resetTriggers.get();
    if (texts == null) {
      return false;
    }
    int at = 0;
    while (link.sent < texts.size()) {
      byte[] text = texts.get(link.sent);
      int found = find(text, buffer, at, read);
      if (found < 0) {
        return false;
      }
      at = found + text.length;
      link.sent++;
    }
    return resetTriggers.compareAndSet(texts, null);
  }

  private static int find(byte[] text, byte[] buffer, int from, int to) {
    for (int at = from; at + text.length <= to; at++) {
      if (Arrays.equals(buffer, at, at + text.length, text, 0, text.length)) {
        return at;
      }
    }
    return -1;
  }

  /** One connection on both sides. */
  private final class ProxiedConnection {
    private final Socket client;
    private volatile Socket upstream;
    private volatile long answered;
    private int sent;
    private volatile boolean isResetPending;
    private volatile boolean isBlackholed;

    ProxiedConnection(Socket client) {
      this.client = client;
    }

    InetAddress clientAddress() {
      return client.getInetAddress();
    }

    void reset() {
      links.remove(this);
      resetNow(client);
      if (upstream != null) {
        resetNow(upstream);
      }
    }
  }

  /** Closes with RST, as the kernel does for a process that was killed. */
  private static void resetNow(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (SocketException e) {
      // it is closed already
    }
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void thread(String name, Runnable work) {
    var thread = new Thread(work, "proxy-" + name);
    thread.setDaemon(true);
    thread.start();
  }
}
