package io.landfall.api.edge;

import io.landfall.api.http.HttpResponses.AnswerReceipt;
import java.net.InetAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** An open connection, as those see it who count all of them. Safe for any thread. */
final class ClientConnection {
  /** What the connection waits for; of those who wait for their client, earlier ones go first. */
  enum ConnectionPhase {
    /** For the first request, or the rest of a head that has begun. */
    HEAD,
    /** For another request. */
    IDLE,
    /** For the rest of a body. */
    BODY,
    /** For the client to take an answer. */
    READER,
    /** For us. */
    WORK
  }

  private final InetAddress address;
  private final AtomicInteger openRequests = new AtomicInteger();
  private volatile ConnectionPhase phase = ConnectionPhase.HEAD;
  private volatile long sinceNanos = System.nanoTime();
  private volatile boolean file;
  private volatile boolean closing;
  private volatile boolean ended;
  private volatile boolean left;
  private final Queue<AnswerReceipt> receipts = new ConcurrentLinkedQueue<>();
  private volatile boolean receiptsLost;
  private volatile Runnable look = () -> {};
  private volatile Runnable end = () -> {};

  ClientConnection(InetAddress address) {
    this.address = address;
  }

  InetAddress address() {
    return address;
  }

  /** Notes what it waits for from now on; the same again changes nothing. */
  void setPhase(ConnectionPhase next) {
    if (phase != next) {
      phase = next;
      sinceNanos = System.nanoTime();
    }
  }

  ConnectionPhase phase() {
    return phase;
  }

  /** When it began to wait for what it waits for, by {@link System#nanoTime}. */
  long sinceNanos() {
    return sinceNanos;
  }

  void beginRequest() {
    openRequests.incrementAndGet();
  }

  void endRequest() {
    openRequests.decrementAndGet();
  }

  boolean hasOpenRequests() {
    return openRequests.get() > 0;
  }

  /** Notes that the client says no more: it has closed its side, or the connection is gone. */
  void leave() {
    left = true;
  }

  boolean hasLeft() {
    return left;
  }

  /** Notes whether the answer under way is a file, that may be read more slowly. */
  void setFile(boolean isFile) {
    file = isFile;
  }

  boolean isFile() {
    return file;
  }

  /** Notes who wants to know whether an answer that goes out now is received. */
  void expectReceipt(AnswerReceipt receipt) {
    receipts.add(receipt);
    if (receiptsLost) {
      loseReceipts();
    }
  }

  boolean expectsReceipts() {
    return !receipts.isEmpty();
  }

  /** The client has got what was written. */
  void confirmReceipts() {
    receipts.removeIf(AnswerReceipt::confirm);
  }

  /** Nothing more will be known of what the client has got. */
  void loseReceipts() {
    receiptsLost = true;
    receipts.removeIf(
        receipt -> {
          receipt.lose();
          return true;
        });
  }

  /** Lets it end with the answer under way, or at once when there is none. */
  void closeWhenIdle() {
    closing = true;
    look.run();
  }

  boolean isClosing() {
    return closing;
  }

  /**
   * Says how it is reached from other threads.
   *
   * @param look lets it see that it is to close
   * @param end ends it; called at once where it was ended before anybody could be told
   */
  void onSignals(Runnable look, Runnable end) {
    this.look = look;
    this.end = end;
    if (ended) {
      end.run();
    }
  }

  /** Ends it, whatever it does. */
  void end() {
    ended = true;
    end.run();
  }
}
