package io.landfall.secret;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.SecretKeyAccess;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.subtle.AesGcmJce;
import com.google.crypto.tink.util.SecretBytes;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.AEADBadTagException;

/**
 * Encrypts with Tink's AES-256-GCM by keys that the database does not have. Each secret has a data
 * key of its own, bound to the {@link SecretContext}; the data key is wrapped by the service's key,
 * whose id stands before it. When the service gets another key, data keys are {@linkplain #rewrap
 * wrapped anew}, and no secret is decrypted for it. Safe for many threads.
 *
 * <p>A ciphertext: {@value #MAGIC}, key id (4 bytes), nonce (12), wrapped data key (32 + 16), nonce
 * (12), the secret in UTF-8, tag (16). Each nonce is random; a service's key is good for 2^32 of
 * them.
 */
public final class SecretCipher {
  private static final String MAGIC = "LFS2";
  private static final byte[] MAGIC_BYTES = MAGIC.getBytes(StandardCharsets.US_ASCII);
  private static final int KEY_BYTES = 32;
  private static final int KEY_ID_BYTES = 4;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BYTES = 16;
  private static final int WRAPPED_BYTES = NONCE_BYTES + KEY_BYTES + TAG_BYTES;

  private static final SecretKeyAccess ACCESS = InsecureSecretKeyAccess.get();

  private final String keyId;

  /** By id; the first encrypts, and all decrypt. */
  private final Map<String, SecretBytes> keys;

  private SecretCipher(Map<String, SecretBytes> keys) {
    this.keys = keys;
    this.keyId = keys.keySet().iterator().next();
  }

  /**
   * Makes one.
   *
   * @param key Base64 of 32 random bytes
   * @param oldKeys likewise, which decrypt what they have encrypted; may hold {@code key}
   * @throws IllegalArgumentException if one is not
   */
  public static SecretCipher ofKeys(String key, List<String> oldKeys) {
    Map<String, SecretBytes> keys = new LinkedHashMap<>();
    add(keys, key);
    oldKeys.forEach(old -> add(keys, old));
    return new SecretCipher(keys);
  }

  private static void add(Map<String, SecretBytes> keys, String base64) {
    byte[] key = Base64.getDecoder().decode(base64.strip());
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException(
          "it has %d bytes, and must have %d".formatted(key.length, KEY_BYTES));
    }
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(key);
      String id = HexFormat.of().formatHex(hash, 0, KEY_ID_BYTES);
      keys.putIfAbsent(id, SecretBytes.copyFrom(key, ACCESS));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Cannot hash: every Java has SHA-256", e);
    }
  }

  /** Returns a fresh key as {@link #ofKeys} takes it. */
  public static String generateKey() {
    byte[] key = SecretBytes.randomBytes(KEY_BYTES).toByteArray(ACCESS);
    return Base64.getEncoder().encodeToString(key);
  }

  /** Returns the id of the key that encrypts: it tells keys apart, and nothing of them. */
  public String keyId() {
    return keyId;
  }

  /** Tells whether what the key {@code id} has encrypted can be decrypted. */
  public boolean hasKey(String id) {
    return keys.containsKey(id);
  }

  /** Encrypts {@code secret} for {@code context} alone. */
  public byte[] encrypt(Secret secret, SecretContext context) {
    SecretBytes dataKey = SecretBytes.randomBytes(KEY_BYTES);
    byte[] text = secret.reveal().getBytes(StandardCharsets.UTF_8);
    return join(wrap(dataKey), encrypt(dataKey, text, context.associatedData()));
  }

  /**
   * Decrypts what {@link #encrypt} has made for the same context.
   *
   * @throws ExportFailure INTERNAL if its key is not there, or anything was changed
   */
  public Secret decrypt(byte[] encrypted, SecretContext context) {
    try {
      ByteBuffer in = ByteBuffer.wrap(encrypted);
      SecretBytes dataKey = unwrap(in, context.toString());
      byte[] text = aead(dataKey).decrypt(rest(in), context.associatedData());
      return Secret.of(new String(text, StandardCharsets.UTF_8));
    } catch (GeneralSecurityException | BufferUnderflowException e) {
      throw changed(context.toString(), e);
    }
  }

  /**
   * Returns {@code encrypted} with its data key wrapped by the key that encrypts now.
   *
   * @param name of what has the secret, for messages
   * @throws ExportFailure INTERNAL if its key is not there, or it is no ciphertext
   */
  public byte[] rewrap(byte[] encrypted, String name) {
    try {
      ByteBuffer in = ByteBuffer.wrap(encrypted);
      SecretBytes dataKey = unwrap(in, name);
      return join(wrap(dataKey), rest(in));
    } catch (GeneralSecurityException | BufferUnderflowException e) {
      throw changed(name, e);
    }
  }

  private byte[] wrap(SecretBytes dataKey) {
    byte[] wrapped = encrypt(keys.get(keyId), dataKey.toByteArray(ACCESS), MAGIC_BYTES);
    return join(MAGIC_BYTES, HexFormat.of().parseHex(keyId), wrapped);
  }

  private SecretBytes unwrap(ByteBuffer in, String name) throws GeneralSecurityException {
    if (!Arrays.equals(take(in, MAGIC_BYTES.length), MAGIC_BYTES)) {
      throw new AEADBadTagException("no ciphertext of this version");
    }
    String usedKeyId = HexFormat.of().formatHex(take(in, KEY_ID_BYTES));
    byte[] wrapped = take(in, WRAPPED_BYTES);
    if (!hasKey(usedKeyId)) {
      throw new ExportFailure(
          ErrorCode.INTERNAL,
          ("Cannot read the secrets of %s: they were encrypted with key %s, and this service has"
                  + " %s. Add the key that it had to landfall.secrets.old-keys.")
              .formatted(name, usedKeyId, String.join(", ", keys.keySet())));
    }
    return SecretBytes.copyFrom(aead(keys.get(usedKeyId)).decrypt(wrapped, MAGIC_BYTES), ACCESS);
  }

  private static ExportFailure changed(String name, Exception cause) {
    return new ExportFailure(
        ErrorCode.INTERNAL,
        ("Cannot read the secrets of %s: they, or the settings that they are for, are not as they"
                + " were stored. Delete it and make it anew.")
            .formatted(name),
        cause);
  }

  /** Returns nonce, ciphertext and tag. */
  private static byte[] encrypt(SecretBytes key, byte[] text, byte[] associatedData) {
    try {
      return aead(key).encrypt(text, associatedData);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Cannot encrypt: every Java has AES-GCM", e);
    }
  }

  private static Aead aead(SecretBytes key) throws GeneralSecurityException {
    AesGcmParameters parameters =
        AesGcmParameters.builder()
            .setKeySizeBytes(KEY_BYTES)
            .setIvSizeBytes(NONCE_BYTES)
            .setTagSizeBytes(TAG_BYTES)
            .setVariant(AesGcmParameters.Variant.NO_PREFIX)
            .build();
    return AesGcmJce.create(AesGcmKey.builder().setParameters(parameters).setKeyBytes(key).build());
  }

  private static byte[] take(ByteBuffer in, int count) {
    byte[] bytes = new byte[count];
    in.get(bytes);
    return bytes;
  }

  private static byte[] rest(ByteBuffer in) {
    return take(in, in.remaining());
  }

  private static byte[] join(byte[]... parts) {
    ByteBuffer joined =
        ByteBuffer.allocate(Arrays.stream(parts).mapToInt(part -> part.length).sum());
    Arrays.stream(parts).forEach(joined::put);
    return joined.array();
  }
}
