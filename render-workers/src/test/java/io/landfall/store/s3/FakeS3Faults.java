package io.landfall.store.s3;

import io.landfall.store.s3.FakeS3.Fault;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Which requests to a {@link FakeS3} go wrong, and how those are refused that are. */
final class FakeS3Faults {
  private final List<Rule> rules = new CopyOnWriteArrayList<>();
  private volatile CountDownLatch held = new CountDownLatch(0);
  private volatile String heldText = "nothing";

  /** What every error says. */
  volatile String errorMessage = "as told";

  private record Rule(
      Predicate<String> matches, Fault fault, int every, AtomicInteger left, AtomicInteger seen) {

    boolean applies(String line) {
      return matches.test(line)
          && seen.incrementAndGet() % every == 0
          && left.getAndDecrement() > 0;
    }
  }

  /** Lets so many of the matching requests go wrong, each time the {@code every}-th. */
  void add(Predicate<String> matches, int every, int times, Fault fault) {
    rules.add(new Rule(matches, fault, every, new AtomicInteger(times), new AtomicInteger()));
  }

  void clear() {
    rules.clear();
  }

  /** Returns what goes wrong with a request; {@code null}: nothing. */
  Fault of(String line) {
    for (Rule rule : rules) {
      if (rule.applies(line)) {
        return rule.fault();
      }
    }
    return null;
  }

  private FakeBucket.Answer error(int status, String code) {
    return FakeBucket.error(status, code, errorMessage);
  }

  /** Returns the answer of a request that is refused; {@code null}: it is not. */
  FakeBucket.Answer refusal(Fault fault) {
    if (fault == null) {
      return null;
    }
    return switch (fault) {
      case ANSWER_500 -> error(500, "InternalError");
      case SLOW_DOWN -> error(503, "SlowDown");
      case ANSWER_403 -> error(403, "AccessDenied");
      case SKEWED -> error(403, "RequestTimeTooSkewed");
      case OTHER_REGION -> error(301, "PermanentRedirect");
      case REDIRECT -> error(307, "TemporaryRedirect");
      case NO_ROOM -> error(507, "InsufficientStorage");
      case ERROR_IN_200 -> new FakeBucket.Answer(200, error(500, "InternalError").body(), null);
      default -> null;
    };
  }

  /** Holds requests that contain a text until they are released. */
  void hold(String text) {
    held = new CountDownLatch(1);
    heldText = text;
  }

  void release() {
    held.countDown();
  }

  void awaitRelease(String line) {
    try {
      if (line.contains(heldText)) {
        held.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static byte[] corrupt(byte[] body) {
    byte[] corrupt = body.clone();
    corrupt[0] ^= 1;
    return corrupt;
  }

  static void pause(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
