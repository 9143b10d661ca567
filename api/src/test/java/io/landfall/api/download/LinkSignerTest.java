package io.landfall.api.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

public class LinkSignerTest {
  private static final Instant NOW = Instant.parse("2026-11-21T05:00:00Z");
  private static final byte[] OLD = "the old key of links".getBytes(StandardCharsets.UTF_8);
  private static final byte[] NEW = "the new key of links".getBytes(StandardCharsets.UTF_8);
  private final ExportAttempt attempt = new ExportAttempt(ExportId.generate(), 3);

  public static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aSignedLinkIsGoodUntilItsLastMoment() {
    String signature = at(NOW).sign(attempt, "a.tif", terms(24), 5);

    Instant end = NOW.plus(Duration.ofHours(24));
    assertThat(at(end.minusMillis(1)).verify(signature, "a.tif"))
        .isEqualTo(new LinkSigner.ValidLink(attempt, 5, 1_000));
    assertThat(at(end).verify(signature, "a.tif")).isEqualTo(new LinkSigner.ExpiredLink(end));
  }

  @Test
  void t13_everyFlippedBitSpoilsTheSignature() {
    LinkSigner signer = at(NOW);
    byte[] bytes = Base64.getUrlDecoder().decode(signer.sign(attempt, "a.tif", terms(1), 5));
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] bent = bytes.clone();
      bent[bit / 8] ^= (byte) (1 << bit % 8);
      String signature = Base64.getUrlEncoder().withoutPadding().encodeToString(bent);
      assertThat(signer.verify(signature, "a.tif"))
          .as("bit %d", bit)
          .isEqualTo(new LinkSigner.ForgedLink());
    }
  }

  @Test
  void t13_nobodyGuessesASignature() {
    LinkSigner signer = at(NOW);
    byte[] guess = new byte[signatureBytes()];
    var random = new Random(13);
    for (int i = 0; i < 100_000; i++) {
      random.nextBytes(guess);
      guess[0] = 1; // a key that there is
      String signature = Base64.getUrlEncoder().withoutPadding().encodeToString(guess);
      assertThat(signer.verify(signature, "a.tif")).isEqualTo(new LinkSigner.ForgedLink());
    }
  }

  private int signatureBytes() {
    return Base64.getUrlDecoder().decode(at(NOW).sign(attempt, "a.tif", terms(1), 5)).length;
  }

  @Test
  void t13_noLinkIsGoodForMoreThanSevenDays() {
    assertThatThrownBy(() -> new LinkTerms(0, Duration.ofDays(7).plusSeconds(1)))
        .hasMessageContaining("Invalid terms of a link");
  }

  @Test
  void aSignatureOfOneFileOpensNoOther() {
    String signature = at(NOW).sign(attempt, "a.tif", terms(1), 5);
    assertThat(at(NOW).verify(signature, "b.tif")).isEqualTo(new LinkSigner.OtherFileLink());
    assertThat(at(NOW).verify("", "a.tif")).isEqualTo(new LinkSigner.ForgedLink());
    assertThat(at(NOW).verify("%%%", "a.tif")).isEqualTo(new LinkSigner.ForgedLink());
    assertThat(at(NOW).verify(signature + "AAAA", "a.tif")).isEqualTo(new LinkSigner.ForgedLink());
  }

  /** Both were made by earlier versions, good until 06:00. */
  @Test
  void linksOfEarlierVersionsStayGood() {
    var id = ExportId.parse("01936000-0000-7000-8000-000000000001");
    var known = new LinkSigner.ValidLink(new ExportAttempt(id, 3), 0, 0);
    String unsealed =
        "AQAAAABrATNgAZNgAAAAcACAAAAAAAAAAQAAAAM9i0nA_o7MKjLJ04NkzOjX" + "LONrm1S99PtpM8wkFm1fsA";
    String sealed =
        "AQAAAABrATNgAZNgAAAAcACAAAAAAAAAAQAAAAM9i0nA_o7MKjLJ04NkzOjX"
            + "LONrm1S99PtpM8wkFm1fsBhaqDZ8zyMuMcJ_6Vind88";
    assertThat(at(NOW).verify(unsealed, "a.tif")).isEqualTo(known);
    assertThat(at(NOW).verify(unsealed, "b.tif")).isEqualTo(new LinkSigner.ForgedLink());
    assertThat(at(NOW).verify(sealed, "a.tif")).isEqualTo(known);
    assertThat(at(NOW).verify(sealed, "b.tif")).isEqualTo(new LinkSigner.OtherFileLink());
  }

  @Test
  void linksOfAnOldKeyStayGoodWhileTheKeyIsKept() {
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    String old = new LinkSigner(Map.of(1, OLD), 1, clock).sign(attempt, "a.tif", terms(1), 5);
    assertThat(new LinkSigner(Map.of(1, OLD, 2, NEW), 2, clock).verify(old, "a.tif"))
        .isEqualTo(new LinkSigner.ValidLink(attempt, 5, 1_000));
    assertThat(new LinkSigner(Map.of(2, NEW), 2, clock).verify(old, "a.tif"))
        .isEqualTo(new LinkSigner.ForgedLink());
  }

  @Test
  void aShortKeyIsRefused() {
    assertThatThrownBy(() -> new LinkSigner(Map.of(1, new byte[8]), 1, Clock.systemUTC()))
        .hasMessageContaining("at least 16 bytes");
  }

  private static LinkTerms terms(int hours) {
    return new LinkTerms(1_000, Duration.ofHours(hours));
  }

  private static LinkSigner at(Instant instant) {
    return new LinkSigner(Map.of(1, OLD), 1, Clock.fixed(instant, ZoneOffset.UTC));
  }
}
