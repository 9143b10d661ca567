package io.landfall.quota;

import akka.Done;
import io.landfall.export.ExportQuotas.EndedUse;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportId;
import io.landfall.model.request.ExportRequest;
import io.landfall.quota.LimitedClaim.QuotaRefusal;
import io.landfall.quota.QuotaCharges.BytesCharge;
import io.landfall.quota.QuotaTables.KnownExport;
import io.landfall.quota.QuotaTables.Today;
import io.landfall.quota.Quotas.HeldExport;
import io.landfall.quota.Quotas.QuotaClaim;
import io.landfall.quota.Quotas.QuotaRefused;
import io.landfall.quota.Quotas.QuotaTaken;
import io.landfall.quota.Quotas.QuotaVerdict;
import io.landfall.workspace.WorkspaceDatabase;
import io.landfall.workspace.WorkspaceDatabase.WorkspaceSql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * What is taken of quotas, each step of an export in a transaction of its own. Who is limited waits
 * for others of the same owner, then of the same organization, so that sums hold until what is
 * taken of them is written. Blocking; fails with DATABASE_UNAVAILABLE.
 */
final class QuotaBook {
  private static final int FIRST_ATTEMPT = 1;

  /** Ends of exports between two times that old rows are removed. */
  private static final int PRUNE_EVERY = 200;

  private final WorkspaceDatabase database;
  private final QuotaSettings settings;
  private final AtomicInteger ended = new AtomicInteger();

  QuotaBook(DataSource dataSource, QuotaSettings settings) {
    this.database = new WorkspaceDatabase(dataSource);
    this.settings = settings;
  }

  Set<QuotaHolder> holders() {
    return database.read("read who has quotas", QuotaTables::holders);
  }

  List<QuotaLimits> limits(List<QuotaHolder> holders) {
    return database.read(
        "read quotas",
        connection -> {
          List<QuotaLimits> limits = new ArrayList<>();
          for (QuotaHolder holder : holders) {
            limits.add(QuotaTables.limits(connection, holder, settings));
          }
          return limits;
        });
  }

  List<QuotaUse> uses(List<QuotaHolder> holders) {
    return database.read(
        "read what is left of quotas",
        connection -> {
          Today today = QuotaTables.today(connection);
          List<QuotaUse> uses = new ArrayList<>();
          for (QuotaHolder holder : holders) {
            QuotaLimits limits = QuotaTables.limits(connection, holder, settings);
            for (QuotaKind kind : QuotaKind.values()) {
              if (limits.of(kind) != QuotaLimits.NO_LIMIT) {
                long used = QuotaTables.used(connection, holder, kind, null);
                uses.add(
                    new QuotaUse(
                        holder, kind, limits.of(kind), used, kind.isDaily() ? today.end() : null));
              }
            }
          }
          return uses;
        });
  }

  Optional<QuotaExcess> check(QuotaClaim claim) {
    try {
      database.read(
          "look at quotas",
          connection -> {
            var limited = new LimitedClaim(connection, claim, settings);
            limited.check(QuotaKind.EXPORTS_AT_A_TIME, 1);
            limited.check(QuotaKind.PIXELS_PER_DAY, claim.need().pixels());
            limited.check(QuotaKind.BYTES_PER_DAY, claim.need().bytes());
            return Done.getInstance();
          });
      return Optional.empty();
    } catch (QuotaRefusal refused) {
      return Optional.of(refused.excess());
    }
  }

  /** Begins an export; one that is known is submitted again, and takes nothing more. */
  QuotaVerdict begin(QuotaClaim claim) {
    return change(
        "take what an export needs of quotas",
        connection -> {
          var limited = new LimitedClaim(connection, claim, settings);
          limited.lock();
          if (QuotaTables.find(connection, claim.id()) != KnownExport.NONE) {
            return new QuotaTaken(false);
          }
          limited.check(QuotaKind.EXPORTS_AT_A_TIME, 1);
          putExport(limited, FIRST_ATTEMPT);
          takePixels(limited, FIRST_ATTEMPT);
          limited.lockBytes();
          limited.check(QuotaKind.BYTES_PER_DAY, claim.need().bytes());
          takeBytes(limited);
          return new QuotaTaken(true);
        },
        QuotaRefused::new);
  }

  /** Counts an export among those at a time again; its plan takes the rest. */
  QuotaVerdict beginAgain(QuotaClaim claim) {
    return change(
        "count an export that begins again",
        connection -> {
          var limited = new LimitedClaim(connection, claim, settings);
          limited.lock();
          if (QuotaTables.find(connection, claim.id()) == KnownExport.UNDER_WAY) {
            return new QuotaTaken(false);
          }
          limited.check(QuotaKind.EXPORTS_AT_A_TIME, 1);
          putExport(limited, FIRST_ATTEMPT);
          QuotaTables.reopen(connection, claim);
          return new QuotaTaken(true);
        },
        QuotaRefused::new);
  }

  /** Takes what a plan needs that its export has not taken when it began. */
  Optional<QuotaExcess> admitPlan(ExportAttempt attempt, ExportRequest request, QuotaNeed need) {
    String organization = request.memberOf();
    var claim = new QuotaClaim(attempt.id(), request.owner(), organization, need);
    return change(
        "take what a plan needs of quotas",
        connection -> {
          var limited = new LimitedClaim(connection, claim, settings);
          boolean delivers = !need.deliveries().isEmpty();
          if (limited.isLimited() || delivers) {
            limited.lock();
          }
          putExport(limited, attempt.number());
          if (QuotaTables.find(connection, attempt.id()) == KnownExport.ENDED) {
            return Optional.empty(); // it was canceled meanwhile, and nobody would give it back
          }
          takePixels(limited, attempt.number());
          if (delivers) {
            limited.lockBytes();
            long taken = takeBytes(limited);
            if (taken > 0) {
              limited.checkTakenBytes(taken);
            }
          }
          return Optional.empty();
        },
        Optional::of);
  }

  /** Takes the bytes of a file, which a plan knew about. */
  Optional<QuotaExcess> admitDelivery(
      ExportAttempt attempt, String owner, int destination, long bytes) {
    return change(
        "take the bytes of a delivery of a quota",
        connection -> {
          String organization = QuotaTables.organization(connection, attempt.id());
          var need = new QuotaNeed(true, 0, bytes, Map.of(destination, bytes));
          var claim = new QuotaClaim(attempt.id(), owner, organization, need);
          var limited = new LimitedClaim(connection, claim, settings);
          limited.lock();
          limited.lockBytes();
          BytesCharge before = charges(connection, attempt.id()).get(destination);
          QuotaCharges.putBytes(connection, claim, destination, before, bytes);
          if (before == null || bytes > before.amount()) {
            limited.checkTakenBytes(bytes);
          }
          return Optional.empty();
        },
        Optional::of);
  }

  /** Gives back what was not used; repeated it changes nothing. */
  Done settle(ExportAttempt attempt, EndedUse use) {
    ExportId id = attempt.id();
    return database.change(
        "give back what is left of quotas",
        connection -> {
          String owner = QuotaTables.owner(connection, id);
          if (owner == null) {
            return Done.getInstance(); // it began before there were quotas, or long ago
          }
          List<BytesCharge> charges = QuotaCharges.bytes(connection, id);
          if (!charges.isEmpty()) {
            QuotaTables.lock(connection, QuotaHolder.owner(owner));
            String organization = QuotaTables.organization(connection, id);
            var claim = new QuotaClaim(id, owner, organization, QuotaNeed.NOTHING);
            for (BytesCharge charge : QuotaCharges.bytes(connection, id)) {
              long used = use.bytesDelivered().getOrDefault(charge.destination(), 0L);
              QuotaCharges.putBytes(connection, claim, charge.destination(), charge, used);
            }
          }
          QuotaCharges.settlePixels(connection, id, attempt.number(), use.pixels());
          QuotaTables.endExport(connection, id, attempt.number());
          if (ended.incrementAndGet() % PRUNE_EVERY == 0) {
            QuotaTables.prune(connection);
          }
          return Done.getInstance();
        });
  }

  /** Gives back all: the export did not begin. */
  Done withdraw(ExportId id) {
    settle(ExportAttempt.first(id), new EndedUse(0, Map.of()));
    return Done.getInstance();
  }

  /** Counts an export no more among those at a time. */
  Done release(ExportId id) {
    return database.change(
        "count an export that has ended",
        connection -> {
          QuotaTables.endExport(connection, id, Integer.MAX_VALUE);
          return Done.getInstance();
        });
  }

  List<HeldExport> takeUnchecked(QuotaHolder holder) {
    return database.change(
        "look at exports that count for a quota",
        connection -> QuotaTables.takeUnchecked(connection, holder));
  }

  private static void putExport(LimitedClaim limited, int attempt) throws SQLException {
    QuotaTables.putExport(limited.connection(), limited.claim(), attempt);
  }

  /**
   * Takes pixels beyond what the attempt was charged; what has fitted before fits again. What
   * former attempts have used counts as that of other exports does.
   */
  private static void takePixels(LimitedClaim limited, int attempt) throws SQLException {
    QuotaClaim claim = limited.claim();
    long before = QuotaCharges.pixels(limited.connection(), claim.id(), attempt);
    if (claim.need().pixels() > before) {
      limited.check(QuotaKind.PIXELS_PER_DAY, claim.need().pixels() - before);
    }
    if (claim.need().isKnown()) {
      QuotaCharges.putPixels(limited.connection(), claim, attempt);
    }
  }

  /** Takes the bytes of destinations that have not been charged, and returns how many. */
  private static long takeBytes(LimitedClaim limited) throws SQLException {
    QuotaClaim claim = limited.claim();
    Map<Integer, BytesCharge> charges = charges(limited.connection(), claim.id());
    long taken = 0;
    for (var delivery : claim.need().deliveries().entrySet()) {
      BytesCharge before = charges.get(delivery.getKey());
      if (!QuotaCharges.isCharged(before)) {
        QuotaCharges.putBytes(
            limited.connection(), claim, delivery.getKey(), before, delivery.getValue());
        taken += delivery.getValue();
      }
    }
    return taken;
  }

  private static Map<Integer, BytesCharge> charges(Connection connection, ExportId id)
      throws SQLException {
    return QuotaCharges.bytes(connection, id).stream()
        .collect(Collectors.toMap(BytesCharge::destination, Function.identity()));
  }

  /** Changes all, or nothing where that would be too much. */
  private <T> T change(String what, WorkspaceSql<T> work, Function<QuotaExcess, T> refusal) {
    try {
      return database.change(what, work);
    } catch (QuotaRefusal refused) {
      return refusal.apply(refused.excess());
    }
  }
}
