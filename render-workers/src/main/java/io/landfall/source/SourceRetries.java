package io.landfall.source;

import java.io.IOException;
import java.net.MalformedURLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats what fails transiently, a few times and within a limit in time, after waits drawn from
 * zero to a limit that grows (full jitter), so that many readers do not come back at once.
 */
final class SourceRetries {
  private static final Logger LOG = LoggerFactory.getLogger(SourceRetries.class);
  private static final int GROWTH = 4;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);
  private static final Duration LONGEST_RETRY_AFTER = Duration.ofSeconds(30);

  private final int attempts;
  private final Duration within;
  private final Duration firstWait;

  SourceRetries(SourceSettings settings) {
    this.attempts = settings.attempts();
    this.within = settings.retryFor();
    this.firstWait = settings.firstWait();
  }

  /** One try. */
  @FunctionalInterface
  interface ReadAttempt<T> {
    T run() throws IOException;
  }

  /**
   * Tries until it works.
   *
   * @param name of the file, for the message
   */
  <T> T call(String name, ReadAttempt<T> attempt) throws IOException {
    long beganNanos = System.nanoTime();
    for (int tried = 1; ; tried++) {
      try {
        return attempt.run();
      } catch (SourceException | InterruptedReadException | MalformedURLException lasting) {
        throw lasting;
      } catch (SSLHandshakeException | SSLPeerUnverifiedException distrust) {
        throw SourceException.unreadable(
            name,
            "its server is not trusted (%s). Check the URL and the certificates of this JVM."
                .formatted(distrust.getMessage()),
            distrust);
      } catch (IOException passing) {
        Duration wait = waitAfter(tried, passing);
        Duration passed = Duration.ofNanos(System.nanoTime() - beganNanos);
        if (tried >= attempts || passed.plus(wait).compareTo(within) > 0) {
          throw SourceException.unreadable(
              name,
              "%s, in %d tries. Try again later, or check the URL."
                  .formatted(reason(passing), tried),
              passing);
        }
        LOG.debug("Reading {} again in {} ms: {}", name, wait.toMillis(), reason(passing));
        sleep(wait);
      }
    }
  }

  private Duration waitAfter(int tried, IOException fault) {
    long limit = firstWait.toMillis();
    for (int i = 1; i < tried && limit < LONGEST_WAIT.toMillis(); i++) {
      limit *= GROWTH;
    }
    limit = Math.min(limit, LONGEST_WAIT.toMillis());
    Duration drawn = Duration.ofMillis(ThreadLocalRandom.current().nextLong(limit + 1));
    if (fault instanceof TransientError passing && passing.retryAfter().compareTo(drawn) > 0) {
      return passing.retryAfter().compareTo(LONGEST_RETRY_AFTER) > 0
          ? LONGEST_RETRY_AFTER.plus(drawn)
          : passing.retryAfter().plus(drawn);
    }
    return drawn;
  }

  private static String reason(IOException fault) {
    if (fault instanceof java.net.UnknownHostException) {
      return "its host cannot be found";
    }
    if (fault instanceof java.net.ConnectException) {
      return "its host cannot be reached";
    }
    String message = fault.getMessage();
    return message == null ? fault.getClass().getSimpleName() : message;
  }

  private static void sleep(Duration wait) throws InterruptedReadException {
    try {
      Thread.sleep(wait.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedReadException();
    }
  }
}
