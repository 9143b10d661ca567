package io.landfall.workspace;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts with AES-256-GCM by a key that the database does not have. A ciphertext is good for the
 * context alone that it was made for, so that one row's cannot be put into another. Each has a
 * random nonce of 96 bits; a key is good for 2^32 of them. Safe for many threads.
 */
public final class SecretCipher {
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKeySpec key;
  private final String keyId;
  private final SecureRandom random = new SecureRandom();

  private SecretCipher(byte[] key) throws GeneralSecurityException {
    this.key = new SecretKeySpec(key, "AES");
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(key);
    this.keyId = HexFormat.of().formatHex(hash, 0, 4);
  }

  /**
   * Makes one.
   *
   * @param base64 of 32 random bytes
   * @throws IllegalArgumentException if it is not
   */
  public static SecretCipher ofKey(String base64) {
    byte[] key = Base64.getDecoder().decode(base64.strip());
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException(
          "it has %d bytes, and must have %d".formatted(key.length, KEY_BYTES));
    }
    try {
      return new SecretCipher(key);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Cannot hash: every Java has SHA-256", e);
    }
  }

  /** Returns a fresh key as {@link #ofKey} takes it. */
  public static String generateKey() {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return Base64.getEncoder().encodeToString(key);
  }

  /** Returns what tells keys apart and nothing of them. */
  String keyId() {
    return keyId;
  }

  /**
   * Encrypts.
   *
   * @param context what the text belongs to
   */
  byte[] encrypt(String text, String context) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] encrypted =
          cipher(Cipher.ENCRYPT_MODE, nonce, context)
              .doFinal(text.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.allocate(NONCE_BYTES + encrypted.length).put(nonce).put(encrypted).array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Cannot encrypt: every Java has AES-GCM", e);
    }
  }

  /**
   * Decrypts what {@link #encrypt} has made for the same context.
   *
   * @param usedKeyId of the key that it was made with
   * @throws ExportFailure INTERNAL if the key is another one, or anything was changed
   */
  String decrypt(byte[] encrypted, String usedKeyId, String context) {
    if (!keyId.equals(usedKeyId)) {
      throw new ExportFailure(
          ErrorCode.INTERNAL,
          "Cannot read the secrets of %s: they were encrypted with key %s, and this service has %s. Start it with the key that it had."
              .formatted(context, usedKeyId, keyId));
    }
    try {
      byte[] nonce = java.util.Arrays.copyOf(encrypted, NONCE_BYTES);
      byte[] text =
          cipher(Cipher.DECRYPT_MODE, nonce, context)
              .doFinal(encrypted, NONCE_BYTES, encrypted.length - NONCE_BYTES);
      return new String(text, StandardCharsets.UTF_8);
    } catch (AEADBadTagException e) {
      throw new ExportFailure(
          ErrorCode.INTERNAL,
          "Cannot read the secrets of %s: they are not as they were stored. Make it anew."
              .formatted(context),
          e);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new ExportFailure(
          ErrorCode.INTERNAL, "Cannot read the secrets of %s.".formatted(context), e);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, String context) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
