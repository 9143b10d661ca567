package io.landfall.audit.chain;

/**
 * A row of the journal, as it stands in the database.
 *
 * @param ordering its place among all rows; {@code 0}: it has none yet
 * @param sequenceNumber its place in its chain, from 1
 * @param writtenMillis when it was written, by the clock of the node, in ms since 1970
 * @param metadata {@code null}: none, as versions without the chain wrote it
 */
public record JournalRow(
    long ordering,
    boolean deleted,
    String persistenceId,
    long sequenceNumber,
    String writer,
    long writtenMillis,
    String adapterManifest,
    int serializerId,
    String manifest,
    byte[] payload,
    Integer metadataSerializerId,
    String metadataManifest,
    byte[] metadata) {

  /** Returns the same row with other metadata, which {@code serializer} reads. */
  public JournalRow withMetadata(int serializer, byte[] text) {
    return new JournalRow(
        ordering,
        deleted,
        persistenceId,
        sequenceNumber,
        writer,
        writtenMillis,
        adapterManifest,
        serializerId,
        manifest,
        payload,
        serializer,
        "",
        text);
  }

  /** Returns the same row with another event and other metadata, as where a person was erased. */
  public JournalRow with(byte[] otherPayload, byte[] otherMetadata) {
    return new JournalRow(
        ordering,
        deleted,
        persistenceId,
        sequenceNumber,
        writer,
        writtenMillis,
        adapterManifest,
        serializerId,
        manifest,
        otherPayload,
        metadataSerializerId,
        metadataManifest,
        otherMetadata);
  }
}
