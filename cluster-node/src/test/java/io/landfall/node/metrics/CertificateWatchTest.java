package io.landfall.node.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A certificate that cannot be read is told, whatever is wrong with its file. */
class CertificateWatchTest {
  private static final String OF = "cluster certificate";

  /** Of nobody, until 2051-07-22. */
  private static final String PEM =
      """
      -----BEGIN CERTIFICATE-----
      MIIBdTCCARugAwIBAgIUA9j/+j8vSsHl9j9kH8NhuLDaR38wCgYIKoZIzj0EAwIw
      DzENMAsGA1UEAwwEbm9kZTAgFw0yNjExMzAwOTExNTFaGA8yMDUxMDcyMjA5MTE1
      MVowDzENMAsGA1UEAwwEbm9kZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABFRN
      jt3B4m2sstzQjh3PdYwxvFcG92I2VyaaenKS0fK5A67O3UvEZt8WJqFmrPmNEi56
      w8BXlR9hIfmSjrliKT+jUzBRMB0GA1UdDgQWBBS/XYdmaqvhgd7pNIMOscQKvxp1
      rzAfBgNVHSMEGDAWgBS/XYdmaqvhgd7pNIMOscQKvxp1rzAPBgNVHRMBAf8EBTAD
      AQH/MAoGCCqGSM49BAMCA0gAMEUCIQCuWyfeDoSKCvJJ1HfzfoIb+2UmgjIYUPSq
      Xb9DY4WZDQIgUERENCnmoDL1J+86VYiBitxbuFs1Y7LPlUOTlUaW7s0=
      -----END CERTIFICATE-----
      """;

  @TempDir Path folder;

  @Test
  void aFileThatComesBackIsReadAgain() throws IOException {
    Path file = folder.resolve("tls.crt");
    var watch = new CertificateWatch(Map.of(OF, file));
    assertThat(watch.unreadable()).as("before the first look").isEmpty();

    assertThat(watch.look()).get().asString().contains(OF, file.toString());
    assertThat(watch.unreadable()).containsExactly(OF);
    assertThat(watch.ends()).isEmpty();

    Files.writeString(file, PEM);
    assertThat(watch.look()).isEmpty();
    assertThat(watch.unreadable()).isEmpty();
    assertThat(watch.ends()).containsEntry(OF, Instant.parse("2051-07-22T09:11:51Z"));

    Files.delete(file);
    watch.look();
    assertThat(watch.unreadable()).containsExactly(OF);
    assertThat(watch.ends()).as("what is not known is not told").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n\n",
        "not a certificate",
        "-----BEGIN CERTIFICATE-----",
        "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\n####\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nMIIBdTCCARug\n-----END CERTIFICATE-----\n",
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----\n",
        "\u0030\u0082\u0001\u0075\u0030",
        "\u0000\u0001\u0002\u0003"
      })
  void whatIsWrongWithTheFileIsSaid(String content) throws IOException {
    Path file = Files.writeString(folder.resolve("tls.crt"), content);
    var watch = new CertificateWatch(Map.of(OF, file));
    assertThat(watch.look()).get().asString().contains(OF, file.toString());
    assertThat(watch.unreadable()).containsExactly(OF);
  }

  @Test
  void aFolderAndAFileThatIsCutOffAreNoCertificates() throws IOException {
    Path cut = Files.writeString(folder.resolve("cut.crt"), PEM.substring(0, PEM.length() / 2));
    var watch = new CertificateWatch(Map.of("cut", cut, "folder", folder));
    watch.look();
    assertThat(watch.unreadable()).containsExactlyInAnyOrder("cut", "folder");
  }
}
