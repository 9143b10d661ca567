package io.landfall.node.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.node.check.CheckResult.CheckOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateChecksIT {
  @TempDir Path folder;
  private Path pem;
  private Instant end;

  /** Made by the JDK's own tool, good for 100 days. */
  @BeforeEach
  void makeCertificate() throws Exception {
    Path store = folder.resolve("store.p12");
    keytool(
        "-genkeypair -alias node -keyalg RSA -dname CN=node -validity 100 -storepass changeit"
            + " -keystore "
            + store);
    pem = folder.resolve("node.pem");
    keytool(
        "-exportcert -rfc -alias node -storepass changeit -keystore " + store + " -file " + pem);
    end = CertificateChecks.end(pem);
  }

  @Test
  void whatIsGoodForLongIsGoodAndWhatEndsSoonWarnsAndWhatHasEndedFails() {
    assertThat(end).isBetween(in(99), in(101));
    assertThat(outcome(Instant.now())).isEqualTo(CheckOutcome.OK);
    assertThat(outcome(end.minus(Duration.ofDays(20)))).isEqualTo(CheckOutcome.WARNING);
    assertThat(outcome(end)).isEqualTo(CheckOutcome.FAILED);
    assertThat(CertificateChecks.check("tls", pem, end).detail())
        .contains("has ended on", "" + pem);
  }

  @Test
  void ofSeveralInAFileTheFirstEndCounts() throws Exception {
    Path both = folder.resolve("both.pem");
    Files.writeString(both, Files.readString(pem) + Files.readString(pem));
    assertThat(CertificateChecks.end(both)).isEqualTo(end);
  }

  @Test
  void whatIsNoCertificateIsSaidToBeNone() throws Exception {
    Path empty = Files.createFile(folder.resolve("empty.pem"));
    Path other = Files.writeString(folder.resolve("other.pem"), "not a certificate");
    for (Path file : new Path[] {empty, other, folder.resolve("none.pem")}) {
      CheckResult result = CertificateChecks.check("tls", file, Instant.now());
      assertThat(result.passed()).isFalse();
      assertThat(result.detail()).contains(file.toString());
    }
  }

  private CheckOutcome outcome(Instant now) {
    return CertificateChecks.check("tls", pem, now).outcome();
  }

  private static Instant in(int days) {
    return Instant.now().plus(Duration.ofDays(days));
  }

  private static void keytool(String arguments) throws Exception {
    Path program = Path.of(System.getProperty("java.home"), "bin", "keytool");
    Process process =
        new ProcessBuilder((program + " " + arguments).split(" "))
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(said).isZero();
  }
}
