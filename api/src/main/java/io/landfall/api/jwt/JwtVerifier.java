package io.landfall.api.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.landfall.api.http.TokenStore.Principal;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;

/**
 * Checks one JWT as RFC 8725 says: only algorithms and types of our settings, only keys of the
 * issuer's set, whatever the header says of others; then issuer, audience and times.
 */
final class JwtVerifier {
  /** By how much the clock of the issuer may differ from ours. */
  static final Duration LEEWAY = Duration.ofSeconds(60);

  /** The year 9999, beyond which no clock shows anything. */
  private static final long MAX_SECONDS = 253_402_300_799L;

  /** Shorter RSA keys are not safe (NIST SP 800-131A). */
  private static final int MIN_RSA_BITS = 2048;

  private final JwtSettings settings;
  private final JwtClaims claims;
  private final SigningKeys keys;
  private final Clock clock;

  JwtVerifier(JwtSettings settings, SigningKeys keys, Clock clock) {
    this.settings = settings;
    this.claims = new JwtClaims(settings.claims());
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * Finds whose a token is. Fails with NOT_AUTHENTICATED, NOT_ALLOWED or ISSUER_UNAVAILABLE.
   *
   * @throws ExportFailure NOT_AUTHENTICATED, for what shows before a key is looked for
   */
  CompletionStage<Principal> verify(String token) {
    SignedJWT jwt = parse(token);
    JWSHeader header = jwt.getHeader();
    require(
        settings.algorithms().contains(header.getAlgorithm().getName()),
        "it is not signed by an algorithm that is taken here");
    require(
        settings.types().contains(type(header)), "its header typ is not one that is taken here");
    return keys.find(matcher(header))
        .thenApply(
            found -> {
              require(isSigned(jwt, found), "no key of its issuer has signed it");
              return claims.principal(checked(jwt));
            });
  }

  private static SignedJWT parse(String token) {
    try {
      return SignedJWT.parse(token);
    } catch (ParseException | RuntimeException e) { // the library forgets some cases
      throw refused("it is not a signed JWT");
    }
  }

  private static String type(JWSHeader header) {
    JOSEObjectType type = header.getType();
    String text = type == null ? "" : type.getType().toLowerCase(Locale.ROOT);
    return text.startsWith("application/") ? text.substring("application/".length()) : text;
  }

  /** Returns which keys can have made the signature; without {@code kid}, any of the kind. */
  private static JWKMatcher matcher(JWSHeader header) {
    JWSAlgorithm algorithm = header.getAlgorithm();
    var matcher =
        new JWKMatcher.Builder()
            .keyType(KeyType.forAlgorithm(algorithm))
            .keyUses(KeyUse.SIGNATURE, null)
            .algorithms(algorithm, null);
    if (header.getKeyID() != null) {
      matcher.keyID(header.getKeyID());
    }
    return JWSAlgorithm.Family.EC.contains(algorithm)
        ? matcher.curves(Curve.forJWSAlgorithm(algorithm)).build()
        : matcher.minKeySize(MIN_RSA_BITS).build();
  }

  private static boolean isSigned(SignedJWT jwt, List<JWK> candidates) {
    for (JWK key : jwt.getHeader().getKeyID() == null ? onlyOne(candidates) : candidates) {
      try {
        JWSVerifier verifier =
            new DefaultJWSVerifierFactory()
                .createJWSVerifier(jwt.getHeader(), ((AsymmetricJWK) key).toPublicKey());
        if (jwt.verify(verifier)) {
          return true;
        }
      } catch (JOSEException e) {
        // a key or signature that is none: the next one
      }
    }
    return false;
  }

  /** A token that does not name its key costs one check, not one for each. */
  private static List<JWK> onlyOne(List<JWK> candidates) {
    require(
        candidates.size() <= 1, "it does not name by kid which key of its issuer has signed it");
    return candidates;
  }

  private JWTClaimsSet checked(SignedJWT jwt) {
    JWTClaimsSet set;
    try {
      set = jwt.getJWTClaimsSet();
    } catch (ParseException | RuntimeException e) {
      throw refused("its claims cannot be read");
    }
    require(settings.issuer().equals(set.getIssuer()), "it is of another issuer");
    require(
        !Collections.disjoint(settings.audience(), set.getAudience()),
        "it is for another audience");
    Instant now = clock.instant();
    Instant expires = time(jwt, "exp");
    require(expires != null, "it does not say by exp until when it is good");
    require(now.isBefore(expires.plus(LEEWAY)), "it has expired");
    Instant notBefore = time(jwt, "nbf");
    require(notBefore == null || !now.isBefore(notBefore.minus(LEEWAY)), "it is not good yet");
    return set;
  }

  /** Returns a time in seconds since 1970; {@code null}: the claim lacks. */
  private static Instant time(SignedJWT jwt, String claim) {
    Object value = jwt.getPayload().toJSONObject().get(claim);
    require(
        value == null || value instanceof Number, "its claim %s is not a time".formatted(claim));
    return value == null
        ? null
        : Instant.ofEpochSecond(
            Math.max(-MAX_SECONDS, Math.min(MAX_SECONDS, ((Number) value).longValue())));
  }

  static void require(boolean good, String wrong) {
    if (!good) {
      throw refused(wrong);
    }
  }

  private static ExportFailure refused(String wrong) {
    return new ExportFailure(
        ErrorCode.NOT_AUTHENTICATED,
        "Cannot let you in by this JWT: %s. Ask its issuer for a fresh one for this service."
            .formatted(wrong));
  }
}
