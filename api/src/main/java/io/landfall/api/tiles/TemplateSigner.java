package io.landfall.api.tiles;

import io.landfall.api.http.TokenStore.Principal;
import io.landfall.secret.HmacSha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs addresses of layers, so that a map needs no token and cannot bend an address to another
 * layer, other parameters, another reader or a later end. The signature is base64url of: key
 * version (1 byte), nonce (12 bytes), and by AES-256-GCM the end and who reads, with the layer and
 * its parameters as associated data: who holds an address learns no name from it. The nonce is made
 * of what is sealed (HMAC-SHA-256), and ends are rounded, so that the same reader gets the same
 * address for a while and browsers find their tiles again.
 */
public final class TemplateSigner {
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int MAX_BYTES = 4_000;

  /** An address lives so long, and up to this part longer. */
  private static final int ROUNDING = 4;

  private final Map<Integer, byte[]> secrets;
  private final int current;
  private final Clock clock;

  /**
   * @param secrets by version, 0 to 255, as those of {@link io.landfall.api.download.LinkSigner}:
   *     keys are derived from them
   * @param current the version that signs
   */
  public TemplateSigner(Map<Integer, byte[]> secrets, int current, Clock clock) {
    this.secrets = new HashMap<>(secrets);
    this.current = current;
    this.clock = clock;
    if (!secrets.containsKey(current)) {
      throw new IllegalArgumentException("Cannot sign: no key of version " + current);
    }
  }

  /**
   * Who reads by an address, until when.
   *
   * @param tokenSha256 of the token that the address was asked with, in hexadecimal: once that is
   *     revoked, the address is worth nothing
   */
  record TemplateTerms(Principal reader, String tokenSha256, Instant end) {}

  /** What came of checking a signature. */
  sealed interface TemplateVerification {}

  /** It is good. */
  record ValidTemplate(TemplateTerms terms) implements TemplateVerification {}

  /** It was good until then. */
  record ExpiredTemplate(Instant end) implements TemplateVerification {}

  /** It was not made here, or for another layer or other parameters. */
  record ForgedTemplate() implements TemplateVerification {}

  /** Returns when an address ends that is made now: all that are made in a while end together. */
  Instant end(Duration lifetime) {
    long step = Math.max(1, lifetime.toMillis() / ROUNDING);
    return Instant.ofEpochMilli((clock.millis() / step + 1) * step + lifetime.toMillis());
  }

  /**
   * Signs an address.
   *
   * @param layer what is read, with all parameters, in one spelling
   */
  String sign(String layer, TemplateTerms terms) {
    byte[] plain = write(terms);
    byte[] bound = bytes(layer);
    byte[] secret = secrets.get(current);
    byte[] nonce =
        Arrays.copyOf(
            HmacSha256.of(
                HmacSha256.of(secret, bytes("tile nonce")), bound, HmacSha256.of(secret, plain)),
            NONCE_BYTES);
    byte[] sealed = crypt(Cipher.ENCRYPT_MODE, secret, nonce, bound, plain);
    var all = new ByteArrayOutputStream();
    all.write(current);
    all.writeBytes(nonce);
    all.writeBytes(sealed);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(all.toByteArray());
  }

  /** Checks the signature of an address of {@code layer}. */
  TemplateVerification verify(String layer, String signature) {
    byte[] all;
    try {
      all = Base64.getUrlDecoder().decode(signature);
    } catch (IllegalArgumentException e) {
      return new ForgedTemplate();
    }
    if (all.length <= 1 + NONCE_BYTES + TAG_BITS / 8 || all.length > MAX_BYTES) {
      return new ForgedTemplate();
    }
    byte[] secret = secrets.get(Byte.toUnsignedInt(all[0]));
    if (secret == null) {
      return new ForgedTemplate();
    }
    byte[] nonce = Arrays.copyOfRange(all, 1, 1 + NONCE_BYTES);
    byte[] sealed = Arrays.copyOfRange(all, 1 + NONCE_BYTES, all.length);
    byte[] plain = crypt(Cipher.DECRYPT_MODE, secret, nonce, bytes(layer), sealed);
    if (plain == null) {
      return new ForgedTemplate();
    }
    TemplateTerms terms = read(plain);
    return clock.instant().isBefore(terms.end())
        ? new ValidTemplate(terms)
        : new ExpiredTemplate(terms.end());
  }

  private static byte[] write(TemplateTerms terms) {
    Principal reader = terms.reader();
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeLong(terms.end().toEpochMilli());
      out.writeUTF(terms.tokenSha256());
      out.writeUTF(reader.user());
      out.writeBoolean(reader.organization() != null);
      if (reader.organization() != null) {
        out.writeUTF(reader.organization());
      }
      String[] scopes = reader.scopes().stream().sorted().toArray(String[]::new);
      out.writeInt(scopes.length);
      for (String scope : scopes) {
        out.writeUTF(scope);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write in memory", e);
    }
    return bytes.toByteArray();
  }

  private static TemplateTerms read(byte[] plain) {
    try (var in = new DataInputStream(new ByteArrayInputStream(plain))) {
      Instant end = Instant.ofEpochMilli(in.readLong());
      String token = in.readUTF();
      String user = in.readUTF();
      String organization = in.readBoolean() ? in.readUTF() : null;
      int count = in.readInt();
      Set<String> scopes = new HashSet<>();
      for (int i = 0; i < count; i++) {
        scopes.add(in.readUTF());
      }
      return new TemplateTerms(new Principal(user, organization, scopes), token, end);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read in memory what was sealed here", e);
    }
  }

  /** Returns {@code null} where what is opened was not sealed so. */
  private static byte[] crypt(int mode, byte[] secret, byte[] nonce, byte[] bound, byte[] text) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      var key = new SecretKeySpec(HmacSha256.of(secret, bytes("tile template 1")), "AES");
      cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(bound);
      return cipher.doFinal(text);
    } catch (AEADBadTagException e) {
      return null;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Cannot seal: every Java has AES-GCM", e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
