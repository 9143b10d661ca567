package io.landfall.audit.chain;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A secret of 32 bytes that vouches for the journal: who can write to the database and does not
 * know it can neither add an event nor sign a root. From it come a key for what is made of each
 * event's hash, one for addresses of clients, and a key pair of Ed25519 for roots. Safe for any
 * thread.
 */
public final class AuditKey {
  private static final int SECRET_BYTES = 32;
  private static final int MAC_BYTES = 16;
  private static final int ID_BYTES = 8;
  private static final String HMAC = "HmacSHA256";
  private static final String ED25519 = "Ed25519";

  private final SecretKeySpec events;
  private final SecretKeySpec clients;
  private final KeyPair pair;
  private final String id;

  private AuditKey(byte[] secret) {
    this.events = new SecretKeySpec(hmac(secret, "landfall audit events"), HMAC);
    this.clients = new SecretKeySpec(hmac(secret, "landfall audit clients"), HMAC);
    this.pair = pair(hmac(secret, "landfall audit roots"));
    this.id = id(pair.getPublic());
  }

  /**
   * Reads a key.
   *
   * @throws IllegalArgumentException if it is not Base64 of 32 bytes; without the text
   */
  public static AuditKey of(String base64) {
    byte[] secret;
    try {
      secret = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) { // without the cause, which may quote the key
      throw new IllegalArgumentException("Invalid audit key: it is not Base64");
    }
    if (secret.length != SECRET_BYTES) {
      throw new IllegalArgumentException(
          "Invalid audit key: it has %d bytes, not 32".formatted(secret.length));
    }
    return new AuditKey(secret);
  }

  /** Makes a new one, in Base64. */
  public static String generate() {
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    return Base64.getEncoder().encodeToString(secret);
  }

  /** Returns the first 16 hexadecimal digits of the SHA-256 of the public key. */
  public String id() {
    return id;
  }

  /** Returns the public key that roots are verified by: X.509 in Base64. */
  public String publicKey() {
    return Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
  }

  /** Returns what this key makes of the hash of an event: 32 hexadecimal digits. */
  public String mac(String hash) {
    return HexFormat.of().formatHex(hmac(events, hash), 0, MAC_BYTES);
  }

  /** Returns an address so that equal ones can be told, and none can be guessed without the key. */
  public String client(String address) {
    return HexFormat.of().formatHex(hmac(clients, address), 0, MAC_BYTES);
  }

  /** Signs a root by Ed25519, in Base64. */
  public String sign(byte[] root) {
    try {
      Signature signature = Signature.getInstance(ED25519);
      signature.initSign(pair.getPrivate());
      signature.update(root);
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Java 17 has Ed25519", e);
    }
  }

  /**
   * Tells whether a root is signed by a key.
   *
   * @param publicKey X.509 in Base64
   * @param signature in Base64
   */
  public static boolean isSigned(byte[] root, String signature, String publicKey) {
    try {
      Signature check = Signature.getInstance(ED25519);
      check.initVerify(publicKey(publicKey));
      check.update(root);
      return check.verify(Base64.getDecoder().decode(signature));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false; // neither a key nor a signature
    }
  }

  /**
   * Returns the id of the key whose public half this is.
   *
   * @throws IllegalArgumentException if it is not an Ed25519 key, X.509 in Base64
   */
  public static String idOf(String publicKey) {
    try {
      return id(publicKey(publicKey));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "Invalid public key \"%s\": it is not Ed25519 as X.509 in Base64".formatted(publicKey));
    }
  }

  private static PublicKey publicKey(String base64) throws GeneralSecurityException {
    return KeyFactory.getInstance(ED25519)
        .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
  }

  private static String id(PublicKey key) {
    byte[] hash = EventHash.sha256().digest(key.getEncoded());
    return HexFormat.of().formatHex(hash, 0, ID_BYTES);
  }

  private static byte[] hmac(byte[] secret, String purpose) {
    return hmac(new SecretKeySpec(secret, HMAC), purpose);
  }

  private static byte[] hmac(SecretKeySpec key, String text) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has HMAC-SHA-256", e);
    }
  }

  /** The JDK makes the private key of the bytes that it takes for random ones. */
  private static KeyPair pair(byte[] seed) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(ED25519);
      generator.initialize(NamedParameterSpec.ED25519, new FixedBytes(seed));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Java 17 has Ed25519", e);
    }
  }

  private static final class FixedBytes extends SecureRandom {
    private static final long serialVersionUID = 1;
    private final byte[] bytes;

    FixedBytes(byte[] bytes) {
      this.bytes = bytes.clone();
    }

    @Override
    public void nextBytes(byte[] wanted) {
      if (wanted.length != bytes.length) {
        throw new IllegalStateException(
            "Ed25519 wants %d bytes, not %d".formatted(wanted.length, bytes.length));
      }
      System.arraycopy(bytes, 0, wanted, 0, wanted.length);
    }
  }

  @Override
  public String toString() {
    return "AuditKey " + id;
  }
}
