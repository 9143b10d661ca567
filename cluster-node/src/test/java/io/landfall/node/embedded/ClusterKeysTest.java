package io.landfall.node.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterKeysTest {
  @TempDir Path folder;

  @Test
  void keysAreMadeOnceAndForTheirOwnerAlone() throws Exception {
    assertThat(ClusterKeys.find(folder)).isEmpty();
    try (DataFolder data = DataFolder.acquire(folder)) {
      ClusterKeys keys = ClusterKeys.getOrCreate(data);
      String first = Files.readString(keys.key());
      assertThat(ClusterKeys.getOrCreate(data)).isEqualTo(keys);
      assertThat(ClusterKeys.find(folder)).contains(keys);
      assertThat(Files.readString(keys.key())).isEqualTo(first).startsWith("-----BEGIN PRIVATE");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys.key())))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void theCertificateIsOneThatTheJdkReadsAndItsOwnKeySigned() throws Exception {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(1_024); // quick
    KeyPair pair = generator.generateKeyPair();
    byte[] der = SelfSignedCertificate.of(pair, "landfall");
    var read =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(der));
    read.verify(pair.getPublic());
    assertThat(read.getSubjectX500Principal().getName()).isEqualTo("CN=landfall");
    assertThat(read.getIssuerX500Principal()).isEqualTo(read.getSubjectX500Principal());
    assertThat(read.getNotAfter().toInstant()).isAfter(Instant.parse("9999-01-01T00:00:00Z"));
  }
}
