package io.landfall.audit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.landfall.audit.AuditFinding.FindingKind;
import io.landfall.audit.chain.AuditKey;
import io.landfall.audit.chain.RootHash;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Checks that roots are those that were signed, one after the other without gaps. */
final class RootCheck {
  private final Set<String> trustedKeys;
  private final ExpectedRoot expected;
  private final Consumer<AuditFinding> findings;

  /**
   * A root that an auditor knows from elsewhere.
   *
   * @param root 64 hexadecimal digits
   */
  record ExpectedRoot(long number, String root) {}

  /**
   * @param trustedKeys ids of keys; none: a signature is checked by the key that stands beside it
   * @param expected {@code null}: none
   */
  RootCheck(Set<String> trustedKeys, ExpectedRoot expected, Consumer<AuditFinding> findings) {
    this.trustedKeys = trustedKeys;
    this.expected = expected;
    this.findings = findings;
  }

  /** Checks all roots, and returns the newest; {@code null}: there is none. */
  AuditRoot check(Connection connection) throws SQLException {
    AuditRoot last = null;
    for (AuditRoot root : all(connection)) {
      check(connection, last, root);
      last = root;
    }
    if (expected != null && (last == null || last.number() < expected.number())) {
      report(expected.number(), "is missing, and all after it");
    }
    return last;
  }

  /** A root a day: some hundreds a year. */
  private static List<AuditRoot> all(Connection connection) throws SQLException {
    List<AuditRoot> roots = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(AuditRoots.allSql());
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        roots.add(AuditRoots.read(row));
      }
    }
    return roots;
  }

  private void check(Connection connection, AuditRoot last, AuditRoot root) throws SQLException {
    long number = root.number();
    long next = last == null ? 1 : last.number() + 1;
    if (number != next) {
      report(next, "is missing");
    } else if (last == null ? root.previous() != null : !last.root().equals(root.previous())) {
      report(number, "does not follow root %d".formatted(number - 1));
    }
    var hash = new RootHash(number, root.signedAt(), root.ordering(), root.previous());
    AuditRoots.addHeads(connection, number, hash);
    if (hash.heads() != root.chains() || !hash.root().equals(root.root())) {
      report(number, "is not what its %d ends of chains make".formatted(hash.heads()));
    }
    if (!AuditKey.isSigned(root.root().getBytes(US_ASCII), root.signature(), root.publicKey())) {
      report(number, "is not signed by the key that stands beside it");
    } else if (!trustedKeys.isEmpty() && !trustedKeys.contains(idOf(root.publicKey()))) {
      report(number, "is signed by a key that is none of ours");
    }
    if (expected != null && expected.number() == number && !expected.root().equals(root.root())) {
      report(number, "is another than you expect");
    }
  }

  private static String idOf(String publicKey) {
    try {
      return AuditKey.idOf(publicKey);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private void report(long number, String what) {
    findings.accept(
        new AuditFinding(null, number, FindingKind.ROOT, "Root %d %s.".formatted(number, what)));
  }
}
