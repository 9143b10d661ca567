import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;

/**
 * Makes the key store of authorities that Java trusts: {@code java Cacerts.java STORE
 * CERTIFICATE...}
 */
public final class Cacerts {
  private Cacerts() {}

  public static void main(String[] args) throws Exception {
    char[] password = "changeit".toCharArray(); // as everywhere: what is in it is public
    KeyStore store =
        KeyStore.getInstance("JKS"); // of which Java reads certificates without a password
    store.load(null, password);
    for (int i = 1; i < args.length; i++) {
      try (var in = Files.newInputStream(Path.of(args[i]))) {
        store.setCertificateEntry(
            Path.of(args[i]).getFileName().toString(),
            CertificateFactory.getInstance("X.509").generateCertificate(in));
      }
    }
    try (OutputStream out = Files.newOutputStream(Path.of(args[0]))) {
      store.store(out, password);
    }
    System.out.println(store.size() + " authorities");
  }
}
