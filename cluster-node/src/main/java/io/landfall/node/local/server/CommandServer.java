package io.landfall.node.local.server;

import io.landfall.node.local.NodeAddress;
import io.landfall.node.local.NodeAddress.NodeKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes commands for a node: of whoever can read its address file, on 127.0.0.1. It is open from
 * the moment that the data folder is owned, so that clients wait here while the node starts, and
 * learn here why it does not.
 */
public final class CommandServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CommandServer.class);
  private static final int MAX_CONNECTIONS = 2048;

  /** Connections that have not proven to be of a client, as of other accounts. */
  private static final int MAX_UNPROVEN = 128;

  private static final long PAUSE_MILLIS = 200;
  private static final int TOKEN_BYTES = 32;
  private static final long LOOK_MILLIS = 1_000;

  private final Path folder;
  private final ServerSocket listening;
  private final NodeAddress address;
  private final CompletableFuture<CommandRunner> runner = new CompletableFuture<>();
  private final Set<CommandSession> unproven = new LinkedHashSet<>();
  private final Set<CommandSession> sessions = new HashSet<>();
  private boolean canceled;
  private long canceledNanos;
  private int commands;
  private boolean ending;
  private long idleSinceNanos = System.nanoTime();

  private CommandServer(Path folder, ServerSocket listening, NodeAddress address) {
    this.folder = folder;
    this.listening = listening;
    this.address = address;
  }

  /**
   * Opens it, and tells its address to the owner of the folder.
   *
   * @param folder the data folder, which this process owns
   */
  public static CommandServer open(Path folder, NodeKind kind) throws IOException {
    var listening =
        new ServerSocket(0, MAX_CONNECTIONS, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    byte[] token = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(token);
    NodeAddress address =
        NodeAddress.ofThisProcess(listening.getLocalPort(), HexFormat.of().formatHex(token), kind);
    var server = new CommandServer(folder, listening, address);
    address.write(folder);
    server.startThread(server::accept, "commands");
    return server;
  }

  /** Begins to run commands. */
  public void ready(CommandRunner commandRunner) {
    touch();
    runner.complete(commandRunner);
  }

  /** Tells all who wait why the node does not start. */
  public void failed(CommandRefusedException why) {
    runner.completeExceptionally(why);
  }

  CompletionStage<CommandRunner> runner() {
    return runner;
  }

  String token() {
    return address.token();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        var session = new CommandSession(this, socket);
        add(session);
        startThread(session::serve, "command");
      } catch (IOException e) {
        if (!listening.isClosed()) {
          LOG.warn("Cannot take a command: {}", e.toString());
          pause(); // files may be used up, and are for a while
        }
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void startThread(Runnable work, String name) {
    var thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Has the oldest that has proven nothing give way, lest who is no client shuts clients out. */
  private void add(CommandSession session) {
    CommandSession oldest = null;
    synchronized (this) {
      if (unproven.size() >= MAX_UNPROVEN) {
        oldest = unproven.iterator().next();
        unproven.remove(oldest);
      }
      unproven.add(session);
    }
    if (oldest != null) {
      oldest.drop();
    }
  }

  /** Counts a connection among those of clients; tells whether there is room for it. */
  synchronized boolean admit(CommandSession session) {
    unproven.remove(session);
    return sessions.size() < MAX_CONNECTIONS && sessions.add(session);
  }

  synchronized void remove(CommandSession session) {
    unproven.remove(session);
    sessions.remove(session);
  }

  /** Tells whether a command may begin; then {@link #end} follows. */
  synchronized boolean begin() {
    if (!ending) {
      commands++;
    }
    return !ending;
  }

  synchronized void end() {
    commands--;
    touch();
    notifyAll();
  }

  synchronized int commands() {
    return commands;
  }

  private synchronized void touch() {
    idleSinceNanos = System.nanoTime();
  }

  /** Takes no more commands, and ends when those that run have ended. */
  synchronized void requestEnd() {
    ending = true;
    notifyAll();
  }

  /** Cancels what runs and takes no more commands. */
  public void cancelAll() {
    Set<CommandSession> running;
    synchronized (this) {
      ending = true;
      if (!canceled) {
        canceled = true;
        canceledNanos = System.nanoTime();
      }
      running = Set.copyOf(sessions);
      notifyAll();
    }
    running.forEach(CommandSession::cancel);
  }

  /**
   * Waits until the node should end: it was asked to, or had nothing to do for {@code keepAlive}.
   *
   * @param cancelTime how long canceled commands may take to end; one whose client reads nothing
   *     never does
   * @param isUsedUp whether the node should end as soon as it has nothing to do
   */
  public void awaitEnd(Duration keepAlive, Duration cancelTime, BooleanSupplier isUsedUp)
      throws InterruptedException {
    CommandRunner running = runner.join();
    while (true) {
      synchronized (this) {
        if (ending && (commands == 0 || isCanceledFor(cancelTime))) {
          return;
        }
        wait(Math.max(1, Math.min(LOOK_MILLIS, keepAlive.toMillis())));
      }
      if (commands() == 0 && running.isBusy()) {
        touch();
      }
      boolean usedUp = isUsedUp.getAsBoolean() || !address.isWrittenIn(folder);
      synchronized (this) {
        boolean idle = commands == 0 && System.nanoTime() - idleSinceNanos >= keepAlive.toNanos();
        if (idle || commands == 0 && usedUp) {
          ending = true;
          return;
        }
      }
    }
  }

  private boolean isCanceledFor(Duration time) {
    return canceled && System.nanoTime() - canceledNanos >= time.toNanos();
  }

  /** Waits, for a while, until the commands that are being cancelled have ended. */
  public synchronized void awaitCommands(Duration longest) {
    long untilNanos = System.nanoTime() + longest.toNanos();
    try {
      while (commands > 0 && System.nanoTime() < untilNanos) {
        wait(100);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes no more commands; who waits for the end of the node still waits for its process. */
  @Override
  public void close() {
    synchronized (this) {
      ending = true;
    }
    try {
      if (address.isWrittenIn(folder)) { // else it is that of another node, in a folder that moved
        NodeAddress.remove(folder);
      }
      listening.close();
    } catch (IOException e) {
      LOG.warn("Cannot end taking commands: {}", e.toString());
    }
  }
}
