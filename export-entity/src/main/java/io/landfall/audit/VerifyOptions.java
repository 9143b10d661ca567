package io.landfall.audit;

import io.landfall.audit.chain.AuditKeys;
import io.landfall.model.ExportId;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a check of the journal is told.
 *
 * @param keys of the nodes; may be none
 * @param publicKeyIds ids of public keys that roots may be signed by beside
 * @param rootNumber of a root that an auditor knows from elsewhere; 0: none
 * @param root its 64 hexadecimal digits; {@code null}: none
 * @param unchainedUntil before it, an event may lack a hash or a key behind others that have them
 * @param downloadsSince downloads that ended before may have no row any more, as who has no need of
 *     them removes them from the archive
 * @param export whose chains alone are checked; {@code null}: all, and roots
 */
public record VerifyOptions(
    AuditKeys keys,
    Set<String> publicKeyIds,
    long rootNumber,
    String root,
    Instant unchainedUntil,
    Instant downloadsSince,
    ExportId export) {
  /** Checks all by the keys of the nodes. */
  public static VerifyOptions of(AuditKeys keys) {
    return new VerifyOptions(keys, Set.of(), 0, null, Instant.EPOCH, Instant.EPOCH, null);
  }

  /** Returns the same for the chains of one export. */
  public VerifyOptions ofExport(ExportId one) {
    return new VerifyOptions(
        keys, publicKeyIds, rootNumber, root, unchainedUntil, downloadsSince, one);
  }

  /** Returns the same where downloads that ended before a time may have no row. */
  VerifyOptions downloadsSince(Instant since) {
    return new VerifyOptions(keys, publicKeyIds, rootNumber, root, unchainedUntil, since, export);
  }

  Set<String> trustedKeys() {
    Set<String> ids = new HashSet<>(publicKeyIds);
    keys.all().forEach(key -> ids.add(key.id()));
    return ids;
  }

  RootCheck.ExpectedRoot expectedRoot() {
    return root == null ? null : new RootCheck.ExpectedRoot(rootNumber, root);
  }

  /** Returns empty keys: nothing is vouched for, but all hashes are checked. */
  public static AuditKeys noKeys() {
    return new AuditKeys(List.of());
  }
}
