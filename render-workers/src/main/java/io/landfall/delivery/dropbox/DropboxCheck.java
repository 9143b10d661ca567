package io.landfall.delivery.dropbox;

import io.landfall.destination.DestinationFinding;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Looks whether deliveries to a Dropbox would work: the credentials, the account, the space, and
 * whether a file can be written where they go, which is removed again. Blocks, some seconds at most
 * for each.
 */
final class DropboxCheck {
  /** For each of the things that are looked at. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /** Free space below which the finding says that there is little. */
  private static final int MEBIBYTE = 1 << 20;

  private static final byte[] PROBE =
      "Landfall checked whether it may write here. This file may be deleted.\n"
          .getBytes(StandardCharsets.UTF_8);

  private final DropboxCalls calls;
  private final String path;

  DropboxCheck(DropboxAccess access, DropboxSettings settings, DropboxConfig config) {
    DropboxFolder folder = DropboxFolder.shared(config.path());
    this.path = folder.path("landfall-check-" + UUID.randomUUID() + ".txt");
    this.calls =
        new DropboxCalls(access, settings.retryingFor(PATIENCE).backoff(), path, new NobodyElse());
  }

  /** Looks at one thing after the other; without a good token there is nothing more to see. */
  List<DestinationFinding> findings() {
    List<DestinationFinding> findings = new ArrayList<>();
    DestinationFinding token = token();
    findings.add(token);
    if (token.status() != DestinationFinding.FindingStatus.OK) {
      return findings;
    }
    findings.add(account());
    findings.add(space());
    findings.add(write());
    return findings;
  }

  private DestinationFinding token() {
    return look(
        "credentials",
        () -> {
          calls.repeat(
              api -> {
                api.ping();
                return path;
              });
          return "Dropbox takes the credentials.";
        });
  }

  private DestinationFinding account() {
    return look(
        "account",
        () -> "They are for the account %s.".formatted(masked(calls.repeat(DropboxApi::email))));
  }

  private DestinationFinding space() {
    return look(
        "space",
        () -> {
          long free = calls.repeat(DropboxApi::freeBytes);
          if (free == DropboxApi.UNKNOWN_SPACE) {
            return "Dropbox does not tell how much is free.";
          }
          if (free < MEBIBYTE) {
            throw new ExportFailure(
                ErrorCode.DESTINATION_FULL,
                "The Dropbox is full: %d bytes are free. Make room in it.".formatted(free));
          }
          return "%d bytes are free.".formatted(free);
        });
  }

  private DestinationFinding write() {
    return look(
        "write",
        () -> {
          calls.repeat(api -> api.find(path));
          DropboxFile probe = calls.once(api -> api.upload(path, PROBE));
          calls.repeat(
              api -> {
                api.delete(probe);
                return probe;
              });
          return "A file was written to %s and removed again."
              .formatted(path.substring(0, path.lastIndexOf('/') + 1));
        });
  }

  @FunctionalInterface
  private interface Look {
    String at();
  }

  private DestinationFinding look(String name, Look look) {
    try {
      return DestinationFinding.ok(name, look.at());
    } catch (ExportFailure e) {
      return e.getCause() instanceof DropboxRefusedException
          ? DestinationFinding.unchecked(name, "%s.".formatted(e.getCause().getMessage()))
          : DestinationFinding.problem(name, e.getMessage());
    } catch (DropboxRefusedException e) {
      return DestinationFinding.problem(
          name, DropboxFailures.notWritable(path, e.tag()).getMessage());
    }
  }

  /** Returns enough of an address for its owner to know it: {@code f***@example.org}. */
  static String masked(String email) {
    int at = email.lastIndexOf('@');
    return at < 1 ? "***" : email.substring(0, 1) + "***" + email.substring(at);
  }

  private static final class NobodyElse implements DropboxCalls.Worker {
    @Override
    public boolean isStopped() {
      return false;
    }

    @Override
    public void onWait(boolean waits) {
      // who asked waits as well
    }
  }
}
