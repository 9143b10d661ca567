package io.landfall.node.wiring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** An authority and what it signs, made by the JDK's keytool. */
public final class Certificates {
  private static final String PASSWORD = "changeit";

  private final Path folder;
  private final String authority;

  private Certificates(Path folder, String authority) {
    this.folder = folder;
    this.authority = authority;
  }

  /** Makes an authority in a folder. */
  public static Certificates of(Path folder, String authority) {
    var made = new Certificates(folder, authority);
    made.keyPair(authority, "-ext", "bc:c");
    made.keytool(authority, "-exportcert", "-rfc", "-file", made.file(authority, "crt").toString());
    return made;
  }

  /** Makes a certificate with a DNS name, and returns the settings of a node that shows it. */
  public Map<String, Object> node(String name, String dns) {
    keyPair(name);
    keytool(name, "-certreq", "-file", file(name, "csr").toString());
    keytool(
        authority,
        "-gencert",
        "-rfc",
        "-ext",
        "san=dns:" + dns,
        "-infile",
        file(name, "csr").toString(),
        "-outfile",
        file(name, "crt").toString());
    writeKey(name);
    return Map.of(
        "landfall.cluster.tls.certificate", file(name, "crt").toString(),
        "landfall.cluster.tls.key", file(name, "key").toString(),
        "landfall.cluster.tls.authority", file(authority, "crt").toString());
  }

  private void writeKey(String name) {
    try (var in = Files.newInputStream(file(name, "p12"))) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, PASSWORD.toCharArray());
      byte[] key = store.getKey(name, PASSWORD.toCharArray()).getEncoded();
      Files.writeString(
          file(name, "key"),
          "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
              .formatted(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key)));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void keyPair(String name, String... more) {
    var arguments =
        new ArrayList<>(
            List.of("-genkeypair", "-keyalg", "RSA", "-keysize", "2048", "-validity", "2"));
    arguments.addAll(List.of("-dname", "CN=" + name));
    arguments.addAll(List.of(more));
    keytool(name, arguments.toArray(String[]::new));
  }

  private void keytool(String name, String... arguments) {
    var command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/keytool"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-alias", name, "-storetype", "PKCS12", "-storepass", PASSWORD));
    command.addAll(List.of("-keystore", file(name, "p12").toString()));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes());
      if (process.waitFor() != 0) {
        throw new IllegalStateException(command + "\n" + said);
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Path file(String name, String ending) {
    return folder.resolve(name + "." + ending);
  }
}
