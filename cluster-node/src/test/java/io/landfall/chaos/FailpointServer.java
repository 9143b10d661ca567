package io.landfall.chaos;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Is notified by the nodes of what they are about to do, and may do something to them just then.
 */
final class FailpointServer implements AutoCloseable {

  /**
   * A thread of a node that waits.
   *
   * @param subject what, an export's id for instance
   */
  record FailpointHit(String failpoint, String subject, long pid) {}

  /** What happens when a name is passed for the n-th time; the node waits until it has. */
  private record FailpointTrigger(
      String failpoint, int occurrence, java.util.function.Consumer<FailpointHit> action) {
    boolean matches(FailpointHit hit, long hitCount) {
      return hit.failpoint().equals(failpoint) && hitCount == occurrence;
    }
  }

  private final ServerSocket server;
  private final List<FailpointHit> hits = new ArrayList<>();
  private final List<FailpointTrigger> triggers = new CopyOnWriteArrayList<>();

  FailpointServer(String host) {
    try {
      server = new ServerSocket();
      server.bind(new InetSocketAddress(host, 0), 200);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** Forgets what has passed and what should happen. */
  synchronized void reset() {
    triggers.clear();
    hits.clear();
  }

  /** Acts when {@code name} is passed for the n-th time from now on, counted from 1. */
  synchronized void on(
      String name, int occurrence, java.util.function.Consumer<FailpointHit> action) {
    int before = (int) hits.stream().filter(one -> one.failpoint().equals(name)).count();
    triggers.add(new FailpointTrigger(name, before + occurrence, action));
  }

  /** Returns what has passed since the last reset. */
  synchronized List<FailpointHit> hits() {
    return List.copyOf(hits);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket node = server.accept();
        daemon(() -> serve(node));
      } catch (IOException e) {
        Shell.sleep(50);
      }
    }
  }

  private void serve(Socket node) {
    try (node) {
      var in =
          new BufferedReader(new InputStreamReader(node.getInputStream(), StandardCharsets.UTF_8));
      String line = in.readLine();
      if (line != null) {
        String[] words = line.split(" ");
        onHit(new FailpointHit(words[0], words[1], Long.parseLong(words[words.length - 1])));
        node.getOutputStream().write('\n');
      }
    } catch (IOException e) {
      // the node is gone
    }
  }

  private void onHit(FailpointHit hit) {
    List<FailpointTrigger> due;
    synchronized (this) {
      hits.add(hit);
      long hitCount = hits.stream().filter(one -> one.failpoint().equals(hit.failpoint())).count();
      due = triggers.stream().filter(trigger -> trigger.matches(hit, hitCount)).toList();
    }
    for (FailpointTrigger trigger : due) {
      try {
        trigger.action().accept(hit);
      } catch (RuntimeException | Error e) {
        System.out.println("chaos: what should have happened at " + hit + " broke: " + e);
        e.printStackTrace(System.out);
      }
    }
  }

  private static void daemon(Runnable work) {
    var thread = new Thread(work, "failpoints");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
