package io.landfall.api.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.typesafe.config.ConfigFactory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Tokens of an issuer whose keys are here, good ones and others. */
final class SignedTokens {
  static final Instant NOW = Instant.parse("2026-11-21T05:00:00Z");
  static final RSAKey RSA = rsa("rsa-1");
  static final RSAKey FOREIGN = rsa("foreign");
  static final ECKey EC = ec("ec-1");

  private SignedTokens() {}

  static JwtSettings settings(Map<String, ?> overrides) {
    return JwtSettings.from(
            ConfigFactory.parseMap(overrides)
                .withFallback(
                    ConfigFactory.parseMap(
                        Map.of(
                            "landfall.jwt.issuer",
                            "https://issuer.example.org",
                            "landfall.jwt.audience",
                            List.of("landfall"),
                            "landfall.jwt.jwks-url",
                            "https://issuer.example.org/keys")))
                .withFallback(ConfigFactory.defaultReference())
                .resolve())
        .orElseThrow();
  }

  static byte[] jwks(JWK... keys) {
    return new JWKSet(List.of(keys)).toString().getBytes(StandardCharsets.UTF_8); // public parts
  }

  /** Claims that are good at {@link #NOW}, for an hour; each line may be replaced. */
  static String claims() {
    return """
    {"iss": "https://issuer.example.org", "aud": "landfall", "sub": "eve",
     "exp": %d, "nbf": %d, "scope": "openid exports:read"}
    """
        .formatted(NOW.plusSeconds(3600).getEpochSecond(), NOW.getEpochSecond());
  }

  static String good() {
    return sign(claims());
  }

  static String sign(String claims) {
    return sign(RSA, header -> header, claims);
  }

  /** Signs by RS256. */
  static String sign(RSAKey key, UnaryOperator<JWSHeader.Builder> header, String claims) {
    try {
      return sign(builder(JWSAlgorithm.RS256, key), header, new RSASSASigner(key, true), claims);
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static String signByEc(ECKey key, String claims) {
    try {
      return sign(builder(JWSAlgorithm.ES256, key), header -> header, new ECDSASigner(key), claims);
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static JWSHeader.Builder builder(JWSAlgorithm algorithm, JWK key) {
    return new JWSHeader.Builder(algorithm).type(JOSEObjectType.JWT).keyID(key.getKeyID());
  }

  static String sign(
      JWSHeader.Builder builder,
      UnaryOperator<JWSHeader.Builder> header,
      JWSSigner signer,
      String claims) {
    try {
      var jws = new JWSObject(header.apply(builder).build(), new Payload(claims));
      jws.sign(signer);
      return jws.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  static RSAKey rsa(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ECKey ec(String id) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
