package io.landfall.node.metrics;

import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** What ends, or is lost, without anybody being refused at first: keys, certificates, clocks. */
public interface TrustNumbers {
  /** Returns when certificates end, by what they are of; those that can be read. */
  Map<String, Instant> certificateEnds();

  /** Returns what those certificates are of whose file could not be read at the last look. */
  Set<String> unreadableCertificates();

  /** Tells whether the store refuses the key of this node. */
  boolean isStoreRefusing();

  /** Returns by how much the clock of this node is ahead of the database's, in seconds. */
  double clockSkewSeconds();

  /** Returns users' secrets under keys that this node does not have; not a number: not known. */
  double unreadableSecrets();

  /** Returns users' secrets under keys that others have followed; not a number: not known. */
  double secretsUnderOldKeys();

  /** Tells whether a key vouches for the journal. */
  boolean hasAuditKey();

  /**
   * Returns for how long no root over the journal was signed, in seconds; not a number: not known.
   */
  double auditRootAgeSeconds();
}
