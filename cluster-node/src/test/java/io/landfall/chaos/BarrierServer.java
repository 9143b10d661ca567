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

/** Hears from the nodes what they are about to do, and may do something to them just then. */
final class BarrierServer implements AutoCloseable {

  /**
   * A thread of a node that waits.
   *
   * @param about what, an export's id for instance
   */
  record Arrival(String name, String about, long pid) {}

  /** What happens when a name is passed for the n-th time; the node waits until it has. */
  private record Trigger(String name, int occurrence, java.util.function.Consumer<Arrival> action) {
    boolean fits(Arrival arrival, long passed) {
      return arrival.name().equals(name) && passed == occurrence;
    }
  }

  private final ServerSocket server;
  private final List<Arrival> passed = new ArrayList<>();
  private final List<Trigger> triggers = new CopyOnWriteArrayList<>();

  BarrierServer(String host) {
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
    passed.clear();
  }

  /** Acts when {@code name} is passed for the n-th time from now on, counted from 1. */
  synchronized void on(String name, int occurrence, java.util.function.Consumer<Arrival> action) {
    int before = (int) passed.stream().filter(one -> one.name().equals(name)).count();
    triggers.add(new Trigger(name, before + occurrence, action));
  }

  /** Returns what has passed since the last reset. */
  synchronized List<Arrival> passed() {
    return List.copyOf(passed);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket node = server.accept();
        daemon(() -> hold(node));
      } catch (IOException e) {
        Shell.sleep(50);
      }
    }
  }

  private void hold(Socket node) {
    try (node) {
      var in =
          new BufferedReader(new InputStreamReader(node.getInputStream(), StandardCharsets.UTF_8));
      String line = in.readLine();
      if (line != null) {
        String[] words = line.split(" ");
        arrived(new Arrival(words[0], words[1], Long.parseLong(words[words.length - 1])));
        node.getOutputStream().write('\n');
      }
    } catch (IOException e) {
      // the node is gone
    }
  }

  private void arrived(Arrival arrival) {
    List<Trigger> due;
    synchronized (this) {
      passed.add(arrival);
      long times = passed.stream().filter(one -> one.name().equals(arrival.name())).count();
      due = triggers.stream().filter(trigger -> trigger.fits(arrival, times)).toList();
    }
    for (Trigger trigger : due) {
      try {
        trigger.action().accept(arrival);
      } catch (RuntimeException | Error e) {
        System.out.println("chaos: what should have happened at " + arrival + " broke: " + e);
        e.printStackTrace(System.out);
      }
    }
  }

  private static void daemon(Runnable work) {
    var thread = new Thread(work, "barriers");
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
