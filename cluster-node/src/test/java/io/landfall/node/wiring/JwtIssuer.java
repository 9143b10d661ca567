package io.landfall.node.wiring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** An issuer of JWT whose keys lie in a file, and those who would like to be it. */
public final class JwtIssuer {
  private static final String EXAMPLE = "https://issuer.example.org";
  private static final String AUDIENCE = "landfall-test";
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final KeyPair keys = newKeys();
  private final KeyPair foreign = newKeys();
  private final Path file;
  private final String name;

  /** Makes one that publishes its key in {@code file}. */
  JwtIssuer(Path file) {
    this(file, EXAMPLE);
  }

  /** Makes one of another name. */
  public JwtIssuer(Path file, String name) {
    this.file = file;
    this.name = name;
    var key = (RSAPublicKey) keys.getPublic();
    try {
      Files.writeString(
          file,
          """
          {"keys": [{"kty": "RSA", "kid": "k", "use": "sig", "alg": "RS256", "n": "%s", "e": "%s"}]}
          """
              .formatted(unsigned(key.getModulus()), unsigned(key.getPublicExponent())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the settings of a service that takes its tokens. */
  public Map<String, Object> settings() {
    return Map.of(
        "landfall.jwt.issuer",
        name,
        "landfall.jwt.audience",
        AUDIENCE,
        "landfall.jwt.jwks-file",
        file.toString(),
        "landfall.jwt.organization-claim",
        "org");
  }

  /** Returns a good token for what is the user's own. */
  public String token(String user, String organization) {
    return signed(keys, claims(user, organization, AUDIENCE, Duration.ofHours(1)));
  }

  public String expired(String user) {
    return signed(keys, claims(user, "acme", AUDIENCE, Duration.ofHours(-1)));
  }

  String ofOtherAudience(String user) {
    return signed(keys, claims(user, "acme", "another-service", Duration.ofHours(1)));
  }

  /** Returns a token that names the issuer's key, and is signed by another. */
  String forged(String user) {
    return signed(foreign, claims(user, "acme", AUDIENCE, Duration.ofHours(1)));
  }

  /** Returns a token whose shared secret is the public key. */
  String confused(String user) {
    String content =
        part("{\"alg\": \"HS256\", \"typ\": \"JWT\", \"kid\": \"k\"}")
            + "."
            + part(claims(user, "acme", AUDIENCE, Duration.ofHours(1)));
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(keys.getPublic().getEncoded(), "HmacSHA256"));
      return content
          + "."
          + BASE64.encodeToString(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private String claims(String user, String organization, String audience, Duration life) {
    return """
    {"iss": "%s", "aud": "%s", "sub": "%s", "org": "%s", "exp": %d}
    """
        .formatted(name, audience, user, organization, Instant.now().plus(life).getEpochSecond());
  }

  private static String signed(KeyPair keys, String claims) {
    String content =
        part("{\"alg\": \"RS256\", \"typ\": \"JWT\", \"kid\": \"k\"}") + "." + part(claims);
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(keys.getPrivate());
      signature.update(content.getBytes(StandardCharsets.UTF_8));
      return content + "." + BASE64.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String part(String json) {
    return BASE64.encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  private static String unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    int sign = bytes[0] == 0 ? 1 : 0;
    return BASE64.encodeToString(Arrays.copyOfRange(bytes, sign, bytes.length));
  }

  private static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
