package io.landfall.node.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Optional;

/**
 * The key by which nodes over one data folder know each other: whoever reads the folder is a node,
 * as its database and store ask for passwords that stand there. The certificate is its own
 * authority, so no other one is trusted.
 *
 * @param certificate PEM file of the certificate
 * @param key PEM file of its private key, for this account alone
 */
public record ClusterKeys(Path certificate, Path key) {
  private static final int RSA_BITS = 2_048; // the kind of key that Akka reads from PEM

  /** Returns the keys of a data folder, made the first time. */
  public static ClusterKeys getOrCreate(DataFolder folder) {
    Optional<ClusterKeys> known = find(folder.path());
    if (known.isPresent()) {
      return known.get();
    }
    ClusterKeys fresh = at(folder.path());
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(RSA_BITS);
      KeyPair pair = generator.generateKeyPair();
      DataFolder.writeSecret(fresh.key, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
      DataFolder.writeSecret(
          fresh.certificate, pem("CERTIFICATE", SelfSignedCertificate.of(pair, "landfall")));
      return fresh;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot keep the key of the cluster in " + folder.path(), e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Cannot make a key: every Java has RSA", e);
    }
  }

  /** Returns the keys that the owner of a data folder has made; empty: it has none. */
  public static Optional<ClusterKeys> find(Path dataDir) {
    ClusterKeys keys = at(dataDir);
    return Files.exists(keys.certificate) && Files.exists(keys.key)
        ? Optional.of(keys)
        : Optional.empty();
  }

  private static ClusterKeys at(Path dataDir) {
    return new ClusterKeys(dataDir.resolve("cluster.crt"), dataDir.resolve("cluster.key"));
  }

  private static String pem(String label, byte[] der) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, text, label);
  }
}
