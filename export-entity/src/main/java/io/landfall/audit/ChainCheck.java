package io.landfall.audit;

import io.landfall.audit.AuditFinding.FindingKind;
import io.landfall.audit.chain.AuditKey;
import io.landfall.audit.chain.AuditKeys;
import io.landfall.audit.chain.EventHash;
import io.landfall.audit.chain.EventMetadata;
import io.landfall.audit.chain.JournalRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Checks chains, one after the other, each row by row in the order of sequence numbers. Holds one
 * row, and a few that are not what their hash says, until the end of their chain. Not safe for
 * several threads.
 */
final class ChainCheck {
  private static final int TEXT_SERIALIZER = 20;

  /** Rows that are kept to see whether they were swapped; further ones are just changed. */
  private static final int MOST_SUSPECTS = 32;

  private static final int MOST_SUSPECT_BYTES = 1 << 20;

  private final AuditKeys keys;
  private final Instant unchainedUntil;
  private final KnownSince since;
  private final ErasureLookup erasures;
  private final Consumer<AuditFinding> findings;
  private final EventHash hash = new EventHash();
  private final Map<String, Optional<AuditKey>> known = new HashMap<>();
  private final Counts counts = new Counts();

  private String export;
  private boolean isLedger;
  private long lastNumber;
  private long lastOrdering;
  private String lastHash;
  private boolean lastIsIntact;
  private long begin;
  private boolean isVouched;
  private boolean isUnvouchedReported;
  private String strangeKey;
  private final List<Suspect> suspects = new ArrayList<>();
  private final List<Long> missing = new ArrayList<>();

  /** What was seen. */
  static final class Counts {
    long events;
    long exports;
    long ledgers;
    long erased;
    long unchained;
    long lateChains;
    long vouched;
    long unknownKeys;
  }

  /**
   * Since when nodes write what. An older version, or a node without a key, may have written a
   * whole chain before, but not afterwards.
   *
   * @param chains ordering of the journal behind which events have hashes
   * @param keys ordering of the first event that a key vouches for
   */
  record KnownSince(long chains, long keys) {}

  /** Finds what a ledger says of events that a person was erased from. */
  @FunctionalInterface
  interface ErasureLookup {
    /**
     * Finds it.
     *
     * @param isLedger whether the event is of the ledger itself
     * @param isVouched whether a key vouches for the event: then one must for the erasure
     * @return the hash of what is left of the event; {@code null}: nobody was erased from it
     */
    String find(String export, boolean isLedger, long number, boolean isVouched);
  }

  private record Suspect(JournalRow row, EventMetadata metadata) {}

  /**
   * @param unchainedUntil events written before may lack a hash or a key behind others, as nodes of
   *     an older version write them during an update
   */
  ChainCheck(
      AuditKeys keys,
      Instant unchainedUntil,
      KnownSince since,
      ErasureLookup erasures,
      Consumer<AuditFinding> findings) {
    this.keys = keys;
    this.erasures = erasures;
    this.since = since;
    this.unchainedUntil = unchainedUntil;
    this.findings = findings;
  }

  Counts counts() {
    return counts;
  }

  /**
   * Begins a chain.
   *
   * @param isOfLedger whether it is the ledger of the export, not its events
   */
  void begin(String exportId, boolean isOfLedger) {
    export = exportId;
    isLedger = isOfLedger;
    lastNumber = 0;
    lastOrdering = 0;
    lastHash = null;
    lastIsIntact = true;
    begin = 0;
    isVouched = false;
    isUnvouchedReported = false;
    strangeKey = null;
    suspects.clear();
    missing.clear();
    if (isLedger) {
      counts.ledgers++;
    } else {
      counts.exports++;
    }
  }

  /** Checks the next row of the chain. */
  void add(JournalRow row) {
    counts.events++;
    long number = row.sequenceNumber();
    boolean isNext = number == lastNumber + 1;
    if (!isNext) {
      noteMissing(number);
    }
    if (row.deleted()) {
      report(number, FindingKind.CHANGED, "is marked as deleted");
    }
    if (row.ordering() <= lastOrdering) {
      report(
          number,
          FindingKind.REORDERED,
          "stands before event %d in the journal".formatted(lastNumber));
    }
    lastOrdering = row.ordering();
    EventMetadata metadata = row.metadata() == null ? null : EventMetadata.parse(row.metadata());
    if (metadata == null) {
      addUnchained(row);
      lastHash = null;
      lastIsIntact = row.metadata() == null;
    } else {
      boolean isIntact = addChained(row, metadata, isNext);
      lastHash = metadata.hash();
      lastIsIntact = isIntact;
    }
    lastNumber = number;
  }

  private void noteMissing(long next) {
    boolean isOne = next == lastNumber + 2;
    report(
        lastNumber + 1,
        FindingKind.MISSING,
        isOne ? "is missing" : "and all up to %d are missing".formatted(next - 1));
    for (long each = lastNumber + 1; each < next && missing.size() < MOST_SUSPECTS; each++) {
      missing.add(each);
    }
  }

  private void addUnchained(JournalRow row) {
    if (row.metadata() != null) {
      report(row.sequenceNumber(), FindingKind.CHANGED, "has metadata that is none");
    } else if (begin == 0 && row.ordering() <= since.chains() || isOfUpdate(row)) {
      counts.unchained++;
    } else {
      String known = begin == 0 ? "nodes had signed a root before" : "event %d has one";
      report(
          row.sequenceNumber(),
          FindingKind.INSERTED,
          "has no hash, though %s: it was added by hand, its metadata was taken away, or a node of an older version wrote it"
              .formatted(known.formatted(begin)));
    }
  }

  private boolean isOfUpdate(JournalRow row) {
    return row.writtenMillis() < unchainedUntil.toEpochMilli();
  }

  private boolean addChained(JournalRow row, EventMetadata metadata, boolean isNext) {
    long number = row.sequenceNumber();
    boolean isHash =
        isHashed(row, metadata)
            && row.metadataSerializerId() != null
            && row.metadataSerializerId() == TEXT_SERIALIZER;
    boolean isIntact = isHash && isVouchedFor(row, metadata);
    if (!isHash) {
      suspect(row, metadata);
    } else if (isNext && isIntact && lastIsIntact) {
      checkPrevious(number, metadata);
    }
    if (begin == 0) {
      begin = number;
      if (number > 1) {
        counts.lateChains++;
      }
    }
    return isIntact;
  }

  /** What a person was erased from is vouched for by the erasure; the chain goes on from it. */
  private boolean isHashed(JournalRow row, EventMetadata metadata) {
    String actual = hash.hash(row, metadata);
    if (actual.equals(metadata.hash())) {
      return true;
    }
    boolean isErased =
        actual.equals(
            erasures.find(export, isLedger, row.sequenceNumber(), metadata.key() != null));
    if (isErased) {
      counts.erased++;
    }
    return isErased;
  }

  private void checkPrevious(long number, EventMetadata metadata) {
    String previous = metadata.previous();
    if (previous == null ? lastHash == null : previous.equals(lastHash)) {
      return;
    }
    String what =
        lastHash != null
            ? "does not follow event %d: that one was replaced, or this one"
            : number == 1
                ? "follows an event, but is the first"
                : "follows an event with a hash, but event %d has none: its metadata was taken"
                    + " away";
    report(number, FindingKind.BROKEN, what.formatted(number - 1));
  }

  /** Says whether a node that has the key wrote the row, as far as the key is known. */
  private boolean isVouchedFor(JournalRow row, EventMetadata metadata) {
    if (metadata.key() == null) {
      if (isVouched) {
        report(
            row.sequenceNumber(),
            FindingKind.INSERTED,
            "has a hash, but no key vouches for it as for those before it");
        return false;
      }
      if (row.ordering() > since.keys() && !isUnvouchedReported && !isOfUpdate(row)) {
        isUnvouchedReported = true;
        report(
            row.sequenceNumber(),
            FindingKind.INSERTED,
            "and what follows have hashes, but no key vouches for them as for older events:"
                + " somebody without the key wrote them, or a node without LANDFALL_AUDIT_KEY");
      }
      return true;
    }
    isVouched = true;
    Optional<AuditKey> key = known.computeIfAbsent(metadata.key(), keys::find);
    if (key.isEmpty()) {
      counts.unknownKeys++;
      return keys.all().isEmpty() || isKnownStranger(row, metadata);
    }
    if (key.get().mac(metadata.hash()).equals(metadata.mac())) {
      counts.vouched++;
      return true;
    }
    report(
        row.sequenceNumber(),
        FindingKind.INSERTED,
        "has a hash, but key %s does not vouch for it: somebody without the key wrote it"
            .formatted(metadata.key()));
    return false;
  }

  /** Who has keys knows all: a foreign one is reported once a chain, where it comes first. */
  private boolean isKnownStranger(JournalRow row, EventMetadata metadata) {
    if (metadata.key().equals(strangeKey)) {
      return true;
    }
    strangeKey = metadata.key();
    report(
        row.sequenceNumber(),
        FindingKind.INSERTED,
        "is vouched for by key %s, which is none of ours: somebody else wrote it, or LANDFALL_AUDIT_OLD_KEYS lacks that key"
            .formatted(metadata.key()));
    return true;
  }

  private void suspect(JournalRow row, EventMetadata metadata) {
    if (suspects.size() < MOST_SUSPECTS && row.payload().length < MOST_SUSPECT_BYTES) {
      suspects.add(new Suspect(row, metadata));
    } else {
      reportChanged(row);
    }
  }

  /** Ends a chain. */
  void end() {
    for (Suspect suspect : suspects) {
      long at = suspect.row().sequenceNumber();
      Optional<Long> origin =
          java.util.stream.Stream.concat(
                  missing.stream(), suspects.stream().map(other -> other.row().sequenceNumber()))
              .filter(number -> number != at && isOf(suspect, number))
              .findFirst();
      origin.ifPresentOrElse(
          number -> report(at, FindingKind.REORDERED, "was written as event %d".formatted(number)),
          () -> reportChanged(suspect.row()));
    }
    suspects.clear();
  }

  private boolean isOf(Suspect suspect, long number) {
    JournalRow row = suspect.row();
    var elsewhere =
        new JournalRow(
            row.ordering(),
            row.deleted(),
            row.persistenceId(),
            number,
            row.writer(),
            row.writtenMillis(),
            row.adapterManifest(),
            row.serializerId(),
            row.manifest(),
            row.payload(),
            row.metadataSerializerId(),
            row.metadataManifest(),
            row.metadata());
    return hash.hash(elsewhere, suspect.metadata()).equals(suspect.metadata().hash());
  }

  private void reportChanged(JournalRow row) {
    report(row.sequenceNumber(), FindingKind.CHANGED, "was changed: it is not what its hash says");
  }

  /** Returns the number of the last event of the chain. */
  long lastNumber() {
    return lastNumber;
  }

  /** Returns the id of the export whose chain it is. */
  String export() {
    return export;
  }

  void report(long number, FindingKind kind, String what) {
    String of = isLedger ? " of its ledger" : "";
    findings.accept(
        new AuditFinding(
            export, number, kind, "Export %s: event %d%s %s.".formatted(export, number, of, what)));
  }
}
