package io.landfall.node.check;

import io.landfall.node.check.CheckResult.CheckOutcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Looks until when certificates are good. */
public final class CertificateChecks {
  /** Time enough to have another one made by hand. */
  private static final Duration SOON = Duration.ofDays(21);

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private CertificateChecks() {}

  /**
   * Returns when the first of a file's certificates ends.
   *
   * @throws IOException if it cannot be read, or holds none
   */
  public static Instant end(Path pem) throws IOException {
    try (InputStream in = Files.newInputStream(pem)) {
      return CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
          .map(each -> Instant.ofEpochMilli(((X509Certificate) each).getNotAfter().getTime()))
          .min(Instant::compareTo)
          .orElseThrow(() -> new IOException("%s holds no certificate".formatted(pem)));
    } catch (CertificateException e) {
      throw new IOException("%s is not a PEM file of certificates".formatted(pem), e);
    }
  }

  /**
   * Looks at a file of certificates.
   *
   * @param name what is said to be looked at
   */
  public static CheckResult check(String name, Path pem, Instant now) {
    Instant end;
    try {
      end = end(pem);
    } catch (IOException e) {
      return new CheckResult(name, false, e.getMessage() + ". Correct the setting, or the file");
    }
    String until = "good until %s (%s)".formatted(DAY.format(end), pem);
    if (!end.isAfter(now)) {
      return new CheckResult(
          name,
          CheckOutcome.FAILED,
          "has ended on %s (%s): nodes do not talk to each other. Put another in its place"
              .formatted(DAY.format(end), pem));
    }
    return end.isBefore(now.plus(SOON))
        ? CheckResult.warning(
            name, until + ": put another in its place, which is read within five minutes")
        : new CheckResult(name, true, until);
  }
}
