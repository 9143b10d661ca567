package io.landfall.api.jwt;

import static io.landfall.api.jwt.SignedTokens.EC;
import static io.landfall.api.jwt.SignedTokens.FOREIGN;
import static io.landfall.api.jwt.SignedTokens.NOW;
import static io.landfall.api.jwt.SignedTokens.RSA;
import static io.landfall.api.jwt.SignedTokens.base64;
import static io.landfall.api.jwt.SignedTokens.builder;
import static io.landfall.api.jwt.SignedTokens.claims;
import static io.landfall.api.jwt.SignedTokens.good;
import static io.landfall.api.jwt.SignedTokens.sign;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import io.landfall.api.http.TokenStore.Principal;
import io.landfall.api.http.TokenStore.TokenScope;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The attacks that RFC 8725 knows, and some more; a token is let in by what was agreed, alone. */
class JwtVerifierTest {
  private static final String AUDIENCE = "\"aud\": \"landfall\"";

  @Test
  void aGoodTokenSaysWhoseItIsAndWhatItMayBeUsedFor() {
    Principal principal = verify(good(), Map.of());
    assertThat(principal.user()).isEqualTo("eve");
    assertThat(principal.organization()).isNull();
    assertThat(principal.scopes()).containsExactly("exports:read");
    assertThat(principal.isAllowed(TokenScope.EXPORTS_WRITE)).isFalse();
    assertThat(verify(SignedTokens.signByEc(EC, claims()), Map.of()).user()).isEqualTo("eve");
  }

  @Test
  void otherClaimsNameTheUserHisOrganizationAndScopesWhereSettingsSaySo() {
    String token =
        sign(
            claims()
                .replace(
                    "\"sub\"",
                    "\"email\": \"e@x.org\", \"org\": \"acme\", \"scp\": [\"lf/admin\", \"x\"],"
                        + " \"sub\""));
    Principal principal =
        verify(
            token,
            Map.of(
                "landfall.jwt.user-claim", "email",
                "landfall.jwt.user-prefix", "sso:",
                "landfall.jwt.organization-claim", "org",
                "landfall.jwt.scopes-claim", "scp",
                "landfall.jwt.scope-prefix", "lf/"));
    assertThat(principal).isEqualTo(new Principal("sso:e@x.org", "acme", Set.of("admin")));
  }

  @Test
  void aTokenWithoutScopesHasWhatIsTheUsersOwnAndOneWithoutOursNothing() {
    String none = claims().replace(", \"scope\": \"openid exports:read\"", "");
    assertThat(verify(sign(none), Map.of()).scopes()).isEmpty();
    for (String foreign : new String[] {"openid profile", "", "EXPORTS:READ", "exports:read,x"}) {
      assertThatThrownBy(
              () -> verify(sign(claims().replace("openid exports:read", foreign)), Map.of()))
          .isInstanceOfSatisfying(
              ExportFailure.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_ALLOWED));
    }
  }

  @Test
  void clocksMayDifferByAMinute() {
    long now = NOW.getEpochSecond();
    long exp = NOW.plusSeconds(3600).getEpochSecond();
    verify(sign(claims().replace("" + exp, "" + (now - 59))), Map.of());
    verify(sign(claims().replace("\"nbf\": " + now, "\"nbf\": " + (now + 60))), Map.of());
  }

  @TestFactory
  Stream<DynamicTest> whatIsRefused() throws Exception {
    var cases = new LinkedHashMap<String, String>();
    headers(cases);
    signatures(cases);
    content(cases);
    assertThat(cases).hasSizeGreaterThan(40);
    return cases.entrySet().stream()
        .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> assertRefused(each.getValue())));
  }

  private static void headers(Map<String, String> cases) throws Exception {
    String[] good = good().split("\\.");
    for (String none : new String[] {"none", "None", "NONE", "nOnE", ""}) {
      cases.put(
          "alg \"" + none + "\"",
          base64("{\"alg\":\"" + none + "\",\"typ\":\"JWT\"}") + "." + good[1] + ".");
    }
    cases.put(
        "alg none with a signature", base64("{\"alg\":\"none\"}") + "." + good[1] + "." + good[2]);
    cases.put("no alg", base64("{\"typ\":\"JWT\"}") + "." + good[1] + "." + good[2]);
    for (byte[] secret :
        new byte[][] {
          RSA.toRSAPublicKey().getEncoded(),
          pem(RSA).getBytes(StandardCharsets.UTF_8),
          (pem(RSA) + "\n").getBytes(StandardCharsets.UTF_8),
          RSA.getModulus().decode(),
          RSA.toPublicJWK().toString().getBytes(StandardCharsets.UTF_8)
        }) {
      cases.put(
          "HS256 by the public key as a secret of %d bytes".formatted(secret.length),
          sign(
              builder(JWSAlgorithm.HS256, RSA), header -> header, new MACSigner(secret), claims()));
    }
    cases.put(
        "an algorithm of the key that was not agreed",
        sign(builder(JWSAlgorithm.RS512, RSA), header -> header, new RSASSASigner(RSA), claims()));
    cases.put(
        "another type",
        sign(RSA, header -> header.type(new JOSEObjectType("logout+jwt")), claims()));
    cases.put("no type", sign(RSA, header -> header.type(null), claims()));
    cases.put(
        "a critical header",
        sign(RSA, header -> header.customParam("x", 1).criticalParams(Set.of("x")), claims()));
    cases.put(
        "an unencoded payload",
        sign(
            RSA,
            header -> header.base64URLEncodePayload(false).criticalParams(Set.of("b64")),
            claims()));
    for (String kid :
        new String[] {
          "../../../../dev/null", "x' or '1'='1", "rsa-1\u0000", "", " rsa-1", "RSA-1", "ec-1"
        }) {
      cases.put(
          "kid " + kid.replace('\u0000', '?'), sign(RSA, header -> header.keyID(kid), claims()));
    }
    cases.put(
        "a key of its own in jwk",
        sign(FOREIGN, header -> header.jwk(FOREIGN.toPublicJWK()), claims()));
    cases.put(
        "a key of its own by the kid of ours",
        sign(FOREIGN, header -> header.keyID("rsa-1").jwk(FOREIGN.toPublicJWK()), claims()));
    cases.put(
        "a key at jku",
        sign(FOREIGN, header -> header.jwkURL(URI.create("http://127.0.0.1:9/keys")), claims()));
    cases.put(
        "a key at x5u",
        sign(FOREIGN, header -> header.x509CertURL(URI.create("http://127.0.0.1:9/x")), claims()));
    cases.put(
        "no kid, and the only key of the kind is another",
        sign(FOREIGN, header -> header.keyID(null), claims()));
  }

  private static void signatures(Map<String, String> cases) throws Exception {
    String[] good = good().split("\\.");
    cases.put("no signature", good[0] + "." + good[1] + ".");
    cases.put("two parts", good[0] + "." + good[1]);
    cases.put(
        "other claims under a good signature",
        good[0] + "." + base64(claims().replace("eve", "ann")) + "." + good[2]);
    cases.put(
        "another header under a good signature",
        base64("{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"typ\":\"jwt\"}")
            + "."
            + good[1]
            + "."
            + good[2]);
    cases.put("a signature that is cut", good().substring(0, good().length() - 4));
    cases.put("a signature of zeros", good[0] + "." + good[1] + "." + "A".repeat(good[2].length()));
    String[] ec = SignedTokens.signByEc(EC, claims()).split("\\.");
    cases.put(
        "an ECDSA signature of zeros (CVE-2022-21449)", ec[0] + "." + ec[1] + "." + "A".repeat(86));
    cases.put(
        "an ECDSA signature in DER", ec[0] + "." + ec[1] + "." + base64("0D\u0002 1\u0002 1"));
    cases.put(
        "an EC key that only calls itself ours",
        SignedTokens.signByEc(
            new ECKey.Builder(
                    new com.nimbusds.jose.jwk.gen.ECKeyGenerator(com.nimbusds.jose.jwk.Curve.P_256)
                        .generate())
                .keyID("ec-1")
                .build(),
            claims()));
    cases.put("a key for encryption", sign(ENCRYPTION, header -> header, claims()));
    cases.put("a short key", sign(SHORT, header -> header, claims()));
  }

  private static void content(Map<String, String> cases) {
    long now = NOW.getEpochSecond();
    String exp = "\"exp\": " + NOW.plusSeconds(3600).getEpochSecond();
    cases.put("expired", sign(claims().replace(exp, "\"exp\": " + (now - 60))));
    cases.put("exp is missing", sign(claims().replace(exp + ",", "")));
    cases.put("exp is a text", sign(claims().replace(exp, "\"exp\": \"tomorrow\"")));
    cases.put("exp is null", sign(claims().replace(exp, "\"exp\": null")));
    cases.put("not yet", sign(claims().replace("\"nbf\": " + now, "\"nbf\": " + (now + 61))));
    for (String issuer :
        new String[] {
          "https://issuer.example.org/",
          "https://ISSUER.example.org",
          "https://evil.example.org",
          ""
        }) {
      cases.put("iss " + issuer, sign(claims().replace("https://issuer.example.org", issuer)));
    }
    cases.put(
        "iss is missing", sign(claims().replace("\"iss\": \"https://issuer.example.org\", ", "")));
    cases.put(
        "iss twice",
        sign(claims().replace("\"sub\"", "\"iss\": \"https://evil.example.org\", \"sub\"")));
    cases.put(
        "another aud", sign(claims().replace(AUDIENCE, "\"aud\": [\"portal\", \"landfall2\"]")));
    cases.put("aud is missing", sign(claims().replace(AUDIENCE + ",", "")));
    cases.put("aud is empty", sign(claims().replace(AUDIENCE, "\"aud\": []")));
    for (String user :
        new String[] {
          "\"\"",
          "\" \"",
          "true",
          "null",
          "[\"eve\"]",
          "\"a\\u0000b\"",
          "\"a\\nb\"",
          "\"local\"",
          "\"" + "x".repeat(201) + "\""
        }) {
      cases.put(
          "sub " + user.substring(0, Math.min(20, user.length())),
          sign(claims().replace("\"eve\"", user)));
    }
    cases.put("sub is missing", sign(claims().replace("\"sub\": \"eve\",", "")));
    cases.put("claims that are a list", sign("[" + claims() + "]"));
    cases.put("claims that are no JSON", sign("sub=eve"));
    cases.put("claims of great depth", sign("{\"a\":" + "[".repeat(3000) + "]".repeat(3000) + "}"));
  }

  private static final RSAKey ENCRYPTION =
      new RSAKey.Builder(SignedTokens.rsa("for-encryption")).keyUse(KeyUse.ENCRYPTION).build();
  private static final RSAKey SHORT = shortKey();

  private static void assertRefused(String token) {
    assertThatThrownBy(() -> verify(token, Map.of()))
        .isInstanceOfSatisfying(
            ExportFailure.class,
            e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.NOT_AUTHENTICATED))
        .hasMessageStartingWith("Cannot let you in by this JWT: ")
        .hasMessageNotContaining("ignature verif");
  }

  private static Principal verify(String token, Map<String, ?> overrides) {
    JwtSettings settings = SignedTokens.settings(overrides);
    byte[] published = SignedTokens.jwks(RSA, EC, ENCRYPTION, SHORT);
    var keys =
        new SigningKeys(
            () -> CompletableFuture.completedFuture(published),
            settings,
            Duration.ofSeconds(5),
            () -> 0);
    try {
      return new JwtVerifier(settings, keys, Clock.fixed(NOW, ZoneOffset.UTC))
          .verify(token)
          .toCompletableFuture()
          .join();
    } catch (CompletionException e) {
      throw (RuntimeException) e.getCause();
    }
  }

  private static String pem(RSAKey key) throws Exception {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'})
            .encodeToString(key.toRSAPublicKey().getEncoded())
        + "\n-----END PUBLIC KEY-----";
  }

  private static RSAKey shortKey() {
    try {
      var generator = java.security.KeyPairGenerator.getInstance("RSA");
      generator.initialize(1024);
      var pair = generator.generateKeyPair();
      return new RSAKey.Builder((java.security.interfaces.RSAPublicKey) pair.getPublic())
          .privateKey(pair.getPrivate())
          .keyID("short")
          .build();
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
