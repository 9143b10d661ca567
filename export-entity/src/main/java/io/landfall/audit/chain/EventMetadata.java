package io.landfall.audit.chain;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Arrays;

/**
 * What stands beside an event in the journal: JSON, so that an auditor can read it.
 *
 * <pre>
 * {"schemaVersion":1,"actor":"ann","cause":"cancelExport","requestId":"4bf9...","client":"09ab...",
 *  "salt":"(32 digits)","previous":"(64 digits)","hash":"(64 digits)","key":"(16 digits)",
 *  "mac":"(32 digits)"}
 * </pre>
 *
 * <p>The hash covers what stands before {@code ,"hash":"}; key and mac are there where nodes have a
 * {@linkplain AuditKey key}. {@code previous} lacks where a chain begins. The salt is random and
 * goes when a person is erased: who then guesses what stood there cannot confirm it by the hash.
 */
public final class EventMetadata {
  private static final int SCHEMA_VERSION = 1;
  private static final JsonMapper MAPPER = new JsonMapper();

  /** Quotes in values are escaped, so it stands for nothing else. */
  private static final byte[] HASH = ",\"hash\":\"".getBytes(UTF_8);

  private final byte[] text;
  private final int covered;
  private final JsonNode json;

  private EventMetadata(byte[] text, int covered, JsonNode json) {
    this.text = text;
    this.covered = covered;
    this.json = json;
  }

  /** Returns what the hash of an event covers of its metadata, without its end. */
  static byte[] covered(EventCause cause, String salt, String previous) {
    ObjectNode json = MAPPER.createObjectNode().put("schemaVersion", SCHEMA_VERSION);
    put(json, "actor", cause.actor());
    put(json, "cause", cause.command());
    put(json, "requestId", cause.requestId());
    put(json, "client", cause.client());
    put(json, "salt", salt);
    put(json, "previous", previous);
    try {
      byte[] whole = MAPPER.writeValueAsBytes(json);
      byte[] open = new byte[whole.length - 1];
      System.arraycopy(whole, 0, open, 0, open.length);
      return open;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree of texts is JSON", e);
    }
  }

  private static void put(ObjectNode json, String name, String value) {
    if (value != null) {
      json.put(name, value);
    }
  }

  /** Returns the whole metadata; {@code key} may be {@code null}. */
  static byte[] complete(byte[] covered, String hash, AuditKey key) {
    byte[] last = key == null ? end(hash, null, null) : end(hash, key.id(), key.mac(hash));
    byte[] whole = new byte[covered.length + HASH.length + last.length];
    System.arraycopy(covered, 0, whole, 0, covered.length);
    System.arraycopy(HASH, 0, whole, covered.length, HASH.length);
    System.arraycopy(last, 0, whole, covered.length + HASH.length, last.length);
    return whole;
  }

  /** Returns what stands behind the text that the hash covers, and its name. */
  private static byte[] end(String hash, String key, String mac) {
    String vouching = key == null ? "" : "\",\"key\":\"" + key + "\",\"mac\":\"" + mac;
    return (hash + vouching + "\"}").getBytes(UTF_8);
  }

  /**
   * Reads metadata.
   *
   * @return {@code null} if it is none of ours: so is one that has anything behind the hash but the
   *     key and what that makes of it, as a second actor would pass for the first one there
   */
  public static EventMetadata parse(byte[] text) {
    int covered = indexOfHash(text);
    if (covered < 0) {
      return null;
    }
    try {
      JsonNode json = MAPPER.readTree(text);
      var read = new EventMetadata(text, covered, json);
      byte[] end = end(read.hash(), read.key(), read.mac());
      int behind = covered + HASH.length;
      return Arrays.equals(text, behind, text.length, end, 0, end.length) ? read : null;
    } catch (IOException e) {
      return null; // changed by somebody: what it says is nothing
    }
  }

  private static int indexOfHash(byte[] text) {
    for (int at = text.length - HASH.length; at >= 0; at--) {
      int same = 0;
      while (same < HASH.length && text[at + same] == HASH[same]) {
        same++;
      }
      if (same == HASH.length) {
        return at;
      }
    }
    return -1;
  }

  /** Returns who caused the event. */
  public EventCause cause() {
    return new EventCause(value("actor"), value("cause"), value("requestId"), value("client"));
  }

  /**
   * Returns this with another cause and without the salt, which the hash does not fit any more: it
   * stays what the chain is made of.
   */
  public byte[] withErased(EventCause left) {
    byte[] begin = covered(left, null, previous());
    byte[] whole = Arrays.copyOf(begin, begin.length + text.length - covered);
    System.arraycopy(text, covered, whole, begin.length, text.length - covered);
    return whole;
  }

  /** Returns the hash of the event before; {@code null}: the chain begins here. */
  public String previous() {
    return value("previous");
  }

  /** Returns the hash of the event, in hexadecimal digits. */
  public String hash() {
    return value("hash");
  }

  /** Returns the id of the key that vouches for it; {@code null}: none does. */
  public String key() {
    return value("key");
  }

  /** Returns what the key makes of the hash; {@code null}: there is no key. */
  public String mac() {
    return value("mac");
  }

  byte[] text() {
    return text;
  }

  int coveredBytes() {
    return covered;
  }

  private String value(String name) {
    return json.path(name).textValue();
  }
}
