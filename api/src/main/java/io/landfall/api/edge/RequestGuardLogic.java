package io.landfall.api.edge;

import akka.Done;
import akka.stream.Inlet;
import akka.stream.Outlet;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.TimerGraphStageLogic;
import akka.util.ByteString;
import io.landfall.api.edge.ClientConnection.ConnectionPhase;
import io.landfall.api.edge.RequestFraming.Part;
import io.landfall.api.http.ConnectionSettings;
import java.time.Duration;

/** The state of one {@link RequestGuard}. */
final class RequestGuardLogic extends TimerGraphStageLogic {
  private static final Duration LOOK_INTERVAL = Duration.ofMillis(500);

  /** Whoever reads the body answers its lateness himself; this is for bodies nobody reads. */
  private static final Duration BODY_GRACE = Duration.ofSeconds(2);

  /** A client who has not broken off for so long after the last byte of an answer has got it. */
  private static final Duration QUIET = Duration.ofSeconds(5);

  private static final String PROBE = "probe";
  private static final Duration PROBE_PAUSE = Duration.ofMillis(500);

  private static final int PIECE_BYTES = 64 << 10;

  /** The same of a client who has taken {@link #QUICK_BYTES} quickly, piece by piece. */
  private static final int LARGE_PIECE_BYTES = 256 << 10;

  private static final int QUICK_BYTES = 1 << 20;
  private static final Duration QUICK = Duration.ofMillis(100);

  /**
   * A client that was answered before it had said all is heard until it pauses for so long, has
   * talked for {@link #LONGEST_LINGER}, or has said {@link #LINGER_BYTES}.
   */
  private static final Duration LINGER = Duration.ofSeconds(2);

  private static final Duration LONGEST_LINGER = Duration.ofSeconds(20);

  private static final long LINGER_BYTES = 64 << 20;

  /** How far it is found out whether a client who says no more has got all. */
  private enum ProbeState {
    NONE,
    BEGUN,
    WRITTEN,
    DONE
  }

  private final ClientConnection connection;
  private final OpenConnections all;
  private final ConnectionSettings settings;
  private final Inlet<ByteString> fromClient;
  private final Outlet<ByteString> toServer;
  private final Inlet<ByteString> fromServer;
  private final Outlet<ByteString> toClient;

  private final RequestFraming framing = new RequestFraming();
  private boolean refusing;
  private RefusedRequest refusal;
  private boolean answered;
  private long partSince = System.nanoTime();
  private long lastByte = System.nanoTime();
  private long written;
  private long writtenAt;
  private ByteString unwritten = ByteString.emptyByteString();
  private long lagNanos;
  private long takenQuickly;
  private long lingeredSince;
  private long lingered;
  private ProbeState probe = ProbeState.NONE;

  RequestGuardLogic(RequestGuard guard) {
    super(guard.shape());
    this.connection = guard.connection;
    this.all = guard.all;
    this.settings = guard.settings;
    this.fromClient = guard.fromClient;
    this.toServer = guard.toServer;
    this.fromServer = guard.fromServer;
    this.toClient = guard.toClient;
    setHandler(fromClient, new FromClient());
    setHandler(toServer, new ToServer());
    setHandler(fromServer, new FromServer());
    setHandler(toClient, new ToClient());
  }

  @Override
  public void preStart() {
    var look = createAsyncCallback((Done signal) -> look());
    var end = createAsyncCallback((Done signal) -> completeStage());
    connection.onSignals(() -> look.invoke(Done.done()), () -> end.invoke(Done.done()));
    scheduleWithFixedDelay("look", LOOK_INTERVAL, LOOK_INTERVAL);
  }

  @Override
  public void postStop() {
    connection.leave();
    connection.loseReceipts();
    all.close(connection);
  }

  private final class FromClient extends AbstractInHandler {
    @Override
    public void onPush() {
      ByteString bytes = grab(fromClient);
      lastByte = System.nanoTime();
      if (isAllTaken()) {
        connection.confirmReceipts();
      }
      if (refusing || isClosed(toServer)) {
        lingered += bytes.size();
        readOn();
      } else {
        if (framing.isBetweenRequests()) {
          partSince = lastByte;
          connection.setPhase(ConnectionPhase.HEAD);
        }
        framing.add(bytes);
        passOn();
      }
    }

    @Override
    public void onUpstreamFinish() {
      connection.leave();
      if (answered) {
        connection.confirmReceipts();
        completeStage();
      } else if (!isClosed(toServer) && isAvailable(toServer)) {
        complete(toServer); // all that came has been taken
      }
    }
  }

  private final class ToServer extends AbstractOutHandler {
    @Override
    public void onPull() {
      passOn();
    }

    @Override
    public void onDownstreamFinish(Throwable cause) {
      readOn(); // Akka HTTP ends the connection after its last answer
    }
  }

  private final class FromServer extends AbstractInHandler {
    @Override
    public void onPush() {
      unwritten = grab(fromServer);
      write();
    }

    @Override
    public void onUpstreamFinish() {
      if (unwritten.isEmpty()) {
        endOrRefuse();
      }
    }

    @Override
    public void onUpstreamFailure(Throwable cause) {
      completeStage(); // logged where it came from
    }
  }

  private final class ToClient extends AbstractOutHandler {
    @Override
    public void onPull() {
      noteTaken();
      if (!unwritten.isEmpty()) {
        write();
      } else if (!isClosed(fromServer)) {
        pull(fromServer);
      } else if (!answered) {
        endOrRefuse();
      }
    }
  }

  /** Gives Akka HTTP what it may have next, as soon as it wants it. */
  private void passOn() {
    if (!isAvailable(toServer) || refusing) {
      return;
    }
    try {
      boolean head = framing.next() == Part.HEAD;
      ByteString bytes = framing.take();
      if (!bytes.isEmpty()) {
        if (head) {
          connection.beginRequest();
          partSince = System.nanoTime();
        }
        connection.setPhase(
            framing.next() == Part.BODY ? ConnectionPhase.BODY : ConnectionPhase.WORK);
        push(toServer, bytes);
      } else if (isClosed(fromClient)) {
        complete(toServer);
      } else {
        if (framing.next() == Part.HEAD && connection.phase() != ConnectionPhase.HEAD) {
          waitForRequest();
        }
        readOn();
      }
    } catch (RefusedRequest e) {
      stopReading(framing.next() == Part.HEAD ? e : null);
    }
  }

  private void waitForRequest() {
    if (!connection.hasOpenRequests()) {
      connection.setPhase(
          framing.isBetweenRequests() ? ConnectionPhase.IDLE : ConnectionPhase.HEAD);
    }
    partSince = System.nanoTime();
  }

  /** Reads no more requests; what was asked before is answered first, then this. */
  private void stopReading(RefusedRequest why) {
    refusing = true;
    refusal = why; // a broken body is answered by who reads it
    complete(toServer);
    readOn();
  }

  /** Writes piece by piece, so that it is seen how fast they are taken. */
  private void write() {
    int most = takenQuickly < QUICK_BYTES ? PIECE_BYTES : LARGE_PIECE_BYTES;
    ByteString piece = unwritten.take(most);
    unwritten = unwritten.drop(most);
    written = piece.size();
    writtenAt = System.nanoTime();
    lastByte = writtenAt;
    push(toClient, piece);
  }

  /** All that Akka HTTP had to say is written; a refusal is left. */
  private void endOrRefuse() {
    if (refusal == null) {
      endAnswers();
    } else if (isAvailable(toClient)) {
      push(toClient, refusal.toResponse());
      refusal = null;
      endAnswers();
    }
  }

  /** Ends the answers; the client may have more to say, and would not hear them if it were cut. */
  private void endAnswers() {
    if (isClosed(fromClient) && connection.expectsReceipts() && probe != ProbeState.DONE) {
      beginProbe();
      return;
    }
    answered = true;
    lingeredSince = System.nanoTime();
    connection.setPhase(ConnectionPhase.IDLE);
    complete(toClient);
    if (isClosed(fromClient)) {
      completeStage();
    } else {
      readOn();
    }
  }

  /**
   * Finds out whether a client who says no more has got all: one who broke off has his system reset
   * the connection right after, which only a write shows. An empty line after an answer means
   * nothing.
   */
  private void beginProbe() {
    if (probe == ProbeState.NONE) {
      probe = ProbeState.BEGUN;
      connection.setPhase(ConnectionPhase.IDLE);
      scheduleOnce(PROBE, PROBE_PAUSE);
    }
  }

  private void goOnWithProbe() {
    if (probe == ProbeState.WRITTEN) {
      probe = ProbeState.DONE;
      connection.confirmReceipts();
      endAnswers();
      return;
    }
    if (isAvailable(toClient)) {
      probe = ProbeState.WRITTEN;
      push(toClient, ByteString.fromString("\r\n"));
    }
    scheduleOnce(PROBE, PROBE_PAUSE);
  }

  private void readOn() {
    if (lingered > LINGER_BYTES) {
      completeStage();
    } else if (!isClosed(fromClient) && !hasBeenPulled(fromClient)) {
      pull(fromClient);
    }
  }

  private boolean isAllTaken() {
    return written == 0 && unwritten.isEmpty();
  }

  private void noteTaken() {
    if (written > 0) {
      lastByte = System.nanoTime();
      lagNanos = Math.max(0, lag(lastByte));
      takenQuickly = lastByte - writtenAt < QUICK.toNanos() ? takenQuickly + written : 0;
      written = 0;
    }
  }

  /** How far the reader is behind one that reads as slowly as is allowed. */
  private long lag(long now) {
    long slowest = connection.isFile() ? settings.slowestDownload() : settings.slowestReader();
    return lagNanos + (now - writtenAt) - (long) (written * 1e9 / slowest);
  }

  @Override
  public void onTimer(Object key) {
    if (key.equals(PROBE)) {
      goOnWithProbe();
    } else {
      look();
    }
  }

  private void look() {
    long now = System.nanoTime();
    if (answered) {
      if (isAllTaken() && now - Math.max(lastByte, lingeredSince) > LINGER.toNanos()) {
        connection.confirmReceipts();
      }
      endIf(now - Math.max(lastByte, lingeredSince) > LINGER.toNanos());
      endIf(now - lingeredSince > LONGEST_LINGER.toNanos());
    } else if (written > 0) {
      if (connection.phase() == ConnectionPhase.WORK) {
        connection.setPhase(ConnectionPhase.READER);
      }
      endIf(lag(now) > settings.readerGrace().toNanos());
    } else {
      if (connection.phase() == ConnectionPhase.READER) {
        connection.setPhase(ConnectionPhase.WORK);
      }
      if (now - lastByte > QUIET.toNanos()) {
        connection.confirmReceipts();
      }
      boolean listening = !isClosed(fromClient) && hasBeenPulled(fromClient);
      if (listening && !refusing && !isClosed(toServer)) {
        lookAtClient(now);
      }
      endIf(now - lastByte > settings.idleTimeout().toNanos());
    }
  }

  private void lookAtClient(long now) {
    if (framing.isBetweenRequests()) {
      if (connection.phase() == ConnectionPhase.WORK && !connection.hasOpenRequests()) {
        connection.setPhase(ConnectionPhase.IDLE); // the last byte of a file has gone
      }
      endIf(connection.isClosing() && !connection.hasOpenRequests());
      endIf(connection.phase() == ConnectionPhase.HEAD && isLate(now, settings.headTimeout()));
    } else if (framing.next() == Part.HEAD) {
      if (isLate(now, settings.headTimeout())) {
        stopReading(
            RefusedRequest.of(408, "Cannot wait longer for the head of the request to arrive."));
      }
    } else if (isLate(now, settings.bodyTimeout().plus(BODY_GRACE))) {
      stopReading(null);
    }
  }

  private boolean isLate(long now, Duration most) {
    return now - partSince > most.toNanos();
  }

  private void endIf(boolean condition) {
    if (condition) {
      completeStage();
    }
  }
}
