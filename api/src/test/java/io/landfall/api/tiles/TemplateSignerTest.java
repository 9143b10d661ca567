package io.landfall.api.tiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.api.http.TokenStore.Principal;
import io.landfall.api.tiles.TemplateSigner.ExpiredTemplate;
import io.landfall.api.tiles.TemplateSigner.ForgedTemplate;
import io.landfall.api.tiles.TemplateSigner.TemplateTerms;
import io.landfall.api.tiles.TemplateSigner.ValidTemplate;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TemplateSignerTest {
  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
  private static final String LAYER = "projects/1?stretch=1%2C2&version=v";
  private static final Principal ANN =
      new Principal("ann@example.org", "acme", Set.of("workspace:read", "exports:read"));
  private static final TemplateTerms TERMS =
      new TemplateTerms(ANN, "ab".repeat(32), NOW.plusSeconds(60));

  private final TemplateSigner signer = signer(NOW, Map.of(3, key(1)), 3);

  private static TemplateSigner signer(Instant now, Map<Integer, byte[]> keys, int current) {
    return new TemplateSigner(keys, current, Clock.fixed(now, ZoneOffset.UTC));
  }

  private static byte[] key(int fill) {
    byte[] key = new byte[32];
    key[0] = (byte) fill;
    return key;
  }

  @Test
  void whatIsSealedComesBackForTheSameLayerUntilItsEnd() {
    String signature = signer.sign(LAYER, TERMS);
    assertThat(signer.verify(LAYER, signature)).isEqualTo(new ValidTemplate(TERMS));
    assertThat(signer.sign(LAYER, TERMS)).isEqualTo(signature);
    var later = signer(TERMS.end(), Map.of(3, key(1)), 3);
    assertThat(later.verify(LAYER, signature)).isEqualTo(new ExpiredTemplate(TERMS.end()));
    assertThat(signer.verify(LAYER + "3", signature)).isEqualTo(new ForgedTemplate());
  }

  @Test
  void everyFlippedBitSpoilsIt() {
    byte[] good = Base64.getUrlDecoder().decode(signer.sign(LAYER, TERMS));
    for (int bit = 0; bit < good.length * 8; bit++) {
      byte[] bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << bit % 8);
      String signature = Base64.getUrlEncoder().withoutPadding().encodeToString(bad);
      assertThat(signer.verify(LAYER, signature)).as("bit %d", bit).isEqualTo(new ForgedTemplate());
    }
  }

  @Test
  void whatIsNoSignatureIsForged() {
    var random = new Random(1);
    for (int length = 0; length < 200; length++) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
      assertThat(signer.verify(LAYER, text)).isEqualTo(new ForgedTemplate());
    }
    assertThat(signer.verify(LAYER, "ä/+")).isEqualTo(new ForgedTemplate());
    assertThat(signer.verify(LAYER, "A".repeat(100_000))).isEqualTo(new ForgedTemplate());
  }

  @Test
  void nobodyLearnsWhoMadeIt() {
    byte[] bytes = Base64.getUrlDecoder().decode(signer.sign(LAYER, TERMS));
    assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
        .doesNotContain("ann")
        .doesNotContain("acme")
        .doesNotContain("abab");
  }

  @Test
  void readersAndLayersHaveNoncesOfTheirOwn() {
    var bob = new TemplateTerms(new Principal("bob", null, Set.of()), "", TERMS.end());
    String ofBob = signer.sign(LAYER, bob);
    assertThat(((ValidTemplate) signer.verify(LAYER, ofBob)).terms()).isEqualTo(bob);
    assertThat(
            Set.of(nonce(ofBob), nonce(signer.sign(LAYER, TERMS)), nonce(signer.sign("x", TERMS))))
        .hasSize(3);
  }

  private static String nonce(String signature) {
    return signature.substring(2, 17); // base64 of the bytes after the version
  }

  @Test
  void anotherKeySignsAndOldOnesAreStillGood() {
    String old = signer.sign(LAYER, TERMS);
    var rotated = signer(NOW, Map.of(3, key(1), 4, key(2)), 4);
    assertThat(rotated.verify(LAYER, old)).isEqualTo(new ValidTemplate(TERMS));
    assertThat(rotated.sign(LAYER, TERMS)).isNotEqualTo(old);
    assertThat(signer(NOW, Map.of(4, key(2)), 4).verify(LAYER, old))
        .isEqualTo(new ForgedTemplate());
    assertThatThrownBy(() -> signer(NOW, Map.of(), 1)).hasMessageContaining("no key of version 1");
  }

  @Test
  void endsAreRoundedSoThatAddressesStayTheSame() {
    Duration day = Duration.ofHours(24);
    assertThat(signer.end(day)).isEqualTo(Instant.parse("2026-11-30T18:00:00Z"));
    assertThat(signer(NOW.plusSeconds(3600 * 5), Map.of(1, key(1)), 1).end(day))
        .isEqualTo(signer.end(day));
    assertThat(Duration.between(NOW, signer.end(day))).isBetween(day, Duration.ofHours(30));
  }
}
