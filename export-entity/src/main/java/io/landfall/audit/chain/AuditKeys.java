package io.landfall.audit.chain;

import akka.actor.setup.Setup;
import java.util.List;
import java.util.Optional;

/**
 * The keys of a node, newest first: that one is used, all are known. Comes to the journal with the
 * actor system.
 */
public final class AuditKeys extends Setup {
  private final List<AuditKey> keys;

  /**
   * @param base64 newest first; none: nothing vouches for the journal, and addresses of clients are
   *     not kept
   */
  public AuditKeys(List<String> base64) {
    this.keys = base64.stream().map(AuditKey::of).toList();
  }

  /** Returns the one that is used. */
  public Optional<AuditKey> newest() {
    return keys.stream().findFirst();
  }

  /** Returns all, newest first. */
  public List<AuditKey> all() {
    return keys;
  }

  /** Finds one by its id. */
  public Optional<AuditKey> find(String id) {
    return keys.stream().filter(key -> key.id().equals(id)).findFirst();
  }
}
