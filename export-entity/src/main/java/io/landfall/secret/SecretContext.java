package io.landfall.secret;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What a secret belongs to. A ciphertext is good for the context alone that it was made for: in
 * another row, another user's, or with another setting, it is worth nothing.
 *
 * @param kind what has the secret, in the words of messages, as "delivery configuration"
 * @param id of what has it
 * @param owner whose it is
 * @param settings by name, all that decides where the secret goes and what for: who can write the
 *     table must not send it elsewhere by changing one of them
 */
public record SecretContext(
    String kind, UUID id, String owner, SortedMap<String, String> settings) {
  /** Makes one of settings in any order. */
  public static SecretContext of(String kind, UUID id, String owner, Map<String, String> settings) {
    return new SecretContext(kind, id, owner, new TreeMap<>(settings));
  }

  /** Returns all of it as bytes: no two contexts have the same, whatever their texts are. */
  byte[] associatedData() {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    try {
      write(out, kind);
      write(out, id.toString());
      write(out, owner);
      out.writeInt(settings.size());
      for (Map.Entry<String, String> setting : settings.entrySet()) {
        write(out, setting.getKey());
        write(out, setting.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write to memory", e);
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }

  /** Returns its kind and id, for messages. */
  @Override
  public String toString() {
    return kind + " " + id;
  }
}
