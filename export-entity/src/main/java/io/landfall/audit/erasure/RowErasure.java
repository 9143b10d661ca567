package io.landfall.audit.erasure;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.audit.chain.EventCause;
import io.landfall.audit.chain.EventMetadata;
import io.landfall.audit.chain.JournalRow;
import io.landfall.model.Erased;
import java.io.IOException;
import java.util.Arrays;

/**
 * Erases a person from rows of the journal. The hash of an event stays, though it can not be
 * computed any more of what is left: the chain goes on from it, and with the salt is gone what
 * could confirm a guess. Pure.
 */
public final class RowErasure {
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
                  .build())
          .build();

  private final String person;
  private final boolean isOwner;
  private final PersonalFields fields;

  /**
   * @param isOwner whether the export is the person's: then all that names him goes, and who has
   *     fetched his files; else but his name, where he has caused an event
   */
  public RowErasure(String person, boolean isOwner) {
    this.person = person;
    this.isOwner = isOwner;
    this.fields = new PersonalFields(person, isOwner);
  }

  /** Returns what is left of a row; the same one where nothing of it is personal. */
  public JournalRow erase(JournalRow row) {
    byte[] payload = erasePayload(row.payload());
    byte[] metadata = eraseMetadata(row.metadata(), payload != row.payload());
    if (payload == row.payload() && metadata == row.metadata()) {
      return row;
    }
    return row.with(payload, metadata);
  }

  private byte[] erasePayload(byte[] payload) {
    JsonNode read;
    try {
      read = MAPPER.readTree(payload);
    } catch (IOException e) {
      return payload; // it was changed by somebody: the check of chains names it
    }
    if (!(read instanceof ObjectNode event)) {
      return payload;
    }
    JsonNode before = event.deepCopy();
    fields.erase(event);
    try {
      return event.equals(before) ? payload : MAPPER.writeValueAsBytes(event);
    } catch (IOException e) {
      throw new IllegalStateException("A tree is JSON", e);
    }
  }

  private byte[] eraseMetadata(byte[] metadata, boolean isPayloadErased) {
    EventMetadata read = metadata == null ? null : EventMetadata.parse(metadata);
    if (read == null) {
      return metadata;
    }
    EventCause cause = read.cause();
    boolean isActor = person.equals(cause.actor());
    boolean hidesClient = cause.client() != null && (isActor || isOwner);
    if (!isActor && !hidesClient && !isPayloadErased) {
      return metadata;
    }
    byte[] erased =
        read.withErased(
            new EventCause(
                isActor ? Erased.TEXT : cause.actor(),
                cause.command(),
                cause.requestId(),
                hidesClient ? null : cause.client()));
    return Arrays.equals(erased, metadata) ? metadata : erased;
  }
}
