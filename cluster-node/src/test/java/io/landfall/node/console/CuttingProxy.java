package io.landfall.node.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Passes connections on to the service, until it cuts them. */
final class CuttingProxy implements AutoCloseable {
  private final URI service;
  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  CuttingProxy(String serviceUrl) {
    service = URI.create(serviceUrl);
    try {
      server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  /** Returns where the service is to be found, without a slash at its end. */
  String url() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  /** Cuts all connections that there are. Later ones get through. */
  void cut() {
    open.forEach(CuttingProxy::closeQuietly);
  }

  private void accept() {
    try {
      while (true) {
        Socket caller = server.accept();
        Socket behind = new Socket(service.getHost(), service.getPort());
        open.add(caller);
        open.add(behind);
        start(() -> pass(caller, behind));
        start(() -> pass(behind, caller));
      }
    } catch (IOException closed) {
      cut();
    }
  }

  private void pass(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
    } catch (IOException cut) {
      // both are closed
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "cutting-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // it is gone
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    cut();
  }
}
