package io.landfall.delivery.s3;

import akka.Done;
import io.landfall.destination.DestinationFinding;
import io.landfall.destination.DestinationPath;
import io.landfall.model.ExportFailure;
import io.landfall.store.s3.S3ErrorResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Does in a bucket what a delivery does, with a probe of a few bytes that is removed again, and
 * says of each step whether it works. The first that does not ends it.
 */
final class BucketCheck {
  private static final byte[] PROBE = "This may be deleted.\n".getBytes(StandardCharsets.UTF_8);
  private static final String TEXT = "text/plain";
  private static final Map<String, String> VERBS =
      Map.of(
          "bucket", "look for",
          "write", "write",
          "read", "read back",
          "multipart", "upload in parts to");

  private final BucketDelivery delivery;
  private final BucketRequests requests;
  private final List<DestinationFinding> findings = new ArrayList<>();
  private volatile boolean isBucketTold;

  private final String key;

  BucketCheck(BucketDelivery delivery) {
    this.delivery = delivery;
    this.requests = delivery.requests();
    this.key =
        DestinationPath.shared(delivery.bucket().prefix()) + ".landfall-check-" + UUID.randomUUID();
  }

  /** Returns what was found, in the order of the steps. */
  CompletionStage<List<DestinationFinding>> run() {
    return step("bucket", "It is there, in the region that was given.", this::lookForBucket)
        .thenApply(this::withoutBucketThatIsNotTold)
        .thenCompose(going -> going ? proof() : no())
        .thenCompose(
            going ->
                going ? step("write", "A probe was written where nothing was.", this::write) : no())
        .thenCompose(
            going ->
                going
                    ? step("read", "The probe was read back as it was written.", this::read)
                    : no())
        .thenCompose(going -> going ? step("multipart", multipart(), this::upload) : no())
        .thenCompose(going -> wasWritten() ? delete() : no())
        .thenApply(done -> List.copyOf(findings));
  }

  private boolean wasWritten() {
    return findings.stream()
        .anyMatch(
            finding ->
                finding.name().equals("write")
                    && finding.status() == DestinationFinding.FindingStatus.OK);
  }

  private static CompletionStage<Boolean> no() {
    return CompletableFuture.completedStage(false);
  }

  private String multipart() {
    UserBucket.ObjectOptions options = delivery.bucket().options();
    return options.equals(UserBucket.ObjectOptions.NONE)
        ? "A file may be uploaded in parts."
        : "A file may be uploaded in parts; encryption, ACL and storage class are taken.";
  }

  /** Does a step; a failure is a finding. */
  private CompletionStage<Boolean> step(String name, String good, Supplier<Done> request) {
    return delivery
        .calls()
        .finding(VERBS.get(name), key, request)
        .thenApply(
            problem -> {
              findings.add(
                  problem
                      .map(failure -> DestinationFinding.problem(name, failure.getMessage()))
                      .orElseGet(() -> DestinationFinding.ok(name, good)));
              return problem.isEmpty();
            });
  }

  private Done lookForBucket() {
    isBucketTold = new BucketLook(delivery).lookForBucket();
    return Done.getInstance();
  }

  /** Whoever may not look at a bucket is told nothing of it; the next steps find out more. */
  private boolean withoutBucketThatIsNotTold(boolean going) {
    if (going && !isBucketTold) {
      findings.clear();
    }
    return going;
  }

  private CompletionStage<Boolean> proof() {
    return delivery
        .checkProof()
        .handle(
            (done, thrown) -> {
              if (thrown != null) {
                findings.add(
                    DestinationFinding.problem("owner", ExportFailure.of(thrown).getMessage()));
              }
              return thrown == null;
            });
  }

  private Done write() {
    requests.put(key, PROBE, TEXT, Map.of());
    return Done.getInstance();
  }

  private Done read() {
    Optional<UserObject> object = requests.look(key).object();
    boolean isSame =
        object.isPresent()
            && object.get().bytes() == PROBE.length
            && Arrays.equals(requests.read(object.get(), 0, PROBE.length), PROBE);
    if (!isSame) {
      throw new S3ErrorResponse(502, "Different", "what was read back is not what was written");
    }
    return Done.getInstance();
  }

  private Done upload() {
    requests.abort(key, requests.create(key, TEXT, Map.of()));
    return Done.getInstance();
  }

  /** Deliveries need this right only where a store garbles what it is sent. */
  private CompletionStage<Boolean> delete() {
    return delivery
        .calls()
        .finding(
            "delete",
            key,
            () -> {
              requests.look(key).object().ifPresent(requests::delete);
              return Done.getInstance();
            })
        .thenApply(
            problem -> {
              findings.add(
                  problem
                      .map(
                          failure ->
                              DestinationFinding.unchecked(
                                  "delete",
                                  "The probe %s is left: %s"
                                      .formatted(
                                          delivery.bucket().href(key), failure.getMessage())))
                      .orElseGet(
                          () -> DestinationFinding.ok("delete", "The probe was deleted again.")));
              return true;
            });
  }
}
