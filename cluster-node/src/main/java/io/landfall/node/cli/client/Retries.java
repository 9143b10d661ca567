package io.landfall.node.cli.client;

import io.landfall.http.Backoff;
import io.landfall.http.TransientException;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLException;

/**
 * Sends a request again while its failure may pass, after a wait that grows; a service that says
 * when to come again is heeded.
 *
 * @param most tries after the first
 * @param delays how long is waited before each
 * @param err where waiting is told
 */
record Retries(int most, Backoff delays, PrintWriter err) {
  /** One second, then twice as long each time up to 64, and a random part of it. */
  static final Backoff DELAYS =
      new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(64), Backoff.FOREVER);

  /** A service that wants to be left alone for longer has failed, for a person who waits. */
  static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(5);

  /** One try; {@link TransientException}: another may go better. */
  @FunctionalInterface
  interface Attempt<T> {
    T run() throws IOException, InterruptedException;
  }

  /**
   * Runs {@code attempt} until it succeeds.
   *
   * @param isRepeatable whether it may be sent again when nobody knows what came of it
   */
  <T> T call(String request, boolean isRepeatable, Attempt<T> attempt) {
    for (int tries = 0; ; tries++) {
      try {
        return attempt.run();
      } catch (IOException e) {
        Duration wait = delays.delay(tries + 1, ThreadLocalRandom.current().nextDouble());
        if (e instanceof TransientException told) {
          wait = wait.plus(told.retryAfter());
        }
        boolean isOver = tries == most || wait.compareTo(LONGEST_RETRY_AFTER) > 0;
        if (isOver || !mayPass(e, isRepeatable)) {
          throw failure(request, e, isRepeatable);
        }
        err.printf(
            "landfall: %s: %s. Next try in %.1f s (%d of %d).%n",
            request, ScreenText.line(reason(e)), wait.toMillis() / 1000.0, tries + 1, most);
        err.flush();
        sleep(wait);
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }
  }

  private static boolean mayPass(IOException e, boolean isRepeatable) {
    if (e instanceof SSLException || isUnknownHost(e)) {
      return false;
    }
    return isRepeatable || wasNotSent(e) || e instanceof TransientException;
  }

  private static boolean wasNotSent(IOException e) {
    return e instanceof ConnectException || e instanceof HttpConnectTimeoutException;
  }

  private static boolean isUnknownHost(Throwable e) {
    return e instanceof UnknownHostException
        || e instanceof UnresolvedAddressException
        || e.getCause() != null && isUnknownHost(e.getCause());
  }

  private static ExportFailure failure(String request, IOException e, boolean isRepeatable) {
    String unknown =
        isRepeatable || wasNotSent(e) || e instanceof TransientException || isUnknownHost(e)
            ? ""
            : " It may have been done nevertheless: look before you try again.";
    return ClientFailures.service(
        "Cannot %s: %s.%s".formatted(request, ScreenText.line(reason(e)), unknown));
  }

  private static String reason(IOException e) {
    if (isUnknownHost(e)) {
      return "the name of its host is not known";
    }
    return e instanceof ConnectException && e.getMessage() == null
        ? "the connection is refused"
        : TransientException.messageOf(e);
  }

  /** Waits as before a second try. */
  void pause() {
    sleep(delays.delay(1, ThreadLocalRandom.current().nextDouble()));
  }

  static void sleep(Duration wait) {
    try {
      Thread.sleep(wait.toMillis());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static ExportFailure interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new ExportFailure(ErrorCode.CANCELED, "Cannot go on: it was ended.", e);
  }
}
