package io.landfall.source;

import io.landfall.http.AddressRefusedException;
import io.landfall.http.Backoff;
import io.landfall.http.RetriesExhaustedException;
import io.landfall.http.TransientException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.MalformedURLException;
import java.net.UnknownHostException;
import java.time.Duration;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Repeats requests that fail transiently, and says what failed in the words of a reader. */
final class SourceRetries {
  private static final Logger LOG = LoggerFactory.getLogger(SourceRetries.class);
  private static final int GROWTH = 4;
  private static final Duration MAX_DELAY = Duration.ofSeconds(15);

  private final Backoff backoff;

  SourceRetries(SourceSettings settings) {
    this.backoff =
        new Backoff(
            settings.firstWait(), GROWTH, MAX_DELAY, settings.attempts(), settings.retryFor());
  }

  /**
   * Tries until it works.
   *
   * @param name of the file, for the message
   */
  <T> T call(String name, Backoff.BlockingTry<T> attempt) throws IOException {
    try {
      return backoff.call(attempt, failure -> isTransient(name, failure));
    } catch (RetriesExhaustedException e) {
      throw SourceException.unreadable(
          name,
          "%s, in %d tries. Try again later, or check the URL."
              .formatted(reason(e.last()), e.tries()),
          e.last());
    } catch (AddressRefusedException e) {
      throw SourceException.refused(e);
    } catch (MalformedURLException e) {
      throw SourceException.unreadable(
          name, "it redirects to what is not a valid URL. Give the URL itself.", e);
    } catch (SSLHandshakeException | SSLPeerUnverifiedException e) {
      throw SourceException.unreadable(
          name,
          "its server is not trusted (%s). Check the URL and the certificates of this JVM."
              .formatted(e.getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedReadException();
    }
  }

  private static boolean isTransient(String name, IOException failure) {
    LOG.debug("Reading {} failed: {}", name, reason(failure));
    return !(failure instanceof SourceException
        || failure instanceof AddressRefusedException
        || failure instanceof MalformedURLException
        || failure instanceof SSLHandshakeException
        || failure instanceof SSLPeerUnverifiedException);
  }

  private static String reason(IOException failure) {
    if (failure instanceof UnknownHostException) {
      return "its host cannot be found";
    }
    return failure instanceof ConnectException
        ? "its host cannot be reached"
        : TransientException.messageOf(failure);
  }
}
