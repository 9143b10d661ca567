package io.landfall.store.s3;

import io.landfall.model.StoredPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Parts of an upload that were written once more after their ETags were noted: by the second copy
 * of a task, or by a worker whose result came late. Of a store that encrypts with keys of its own
 * the same bytes have another ETag then.
 *
 * <p>Sizes are all that is compared here: delivery reads the file back and compares the SHA-256 of
 * each part with that of what was rendered.
 */
final class WrittenAgain {
  private WrittenAgain() {}

  /**
   * Returns the parts with the ETags that the store has now; empty: a part is missing or has
   * another size, or none has another ETag.
   */
  static Optional<List<StoredPart>> of(List<StoredPart> parts, List<StoredPart> there) {
    Map<Integer, StoredPart> byNumber =
        there.stream().collect(Collectors.toMap(StoredPart::number, Function.identity()));
    List<StoredPart> now = new ArrayList<>();
    boolean isOther = false;
    for (StoredPart part : parts) {
      StoredPart its = byNumber.get(part.number());
      if (its == null || its.bytes() != part.bytes()) {
        return Optional.empty();
      }
      isOther |= !bare(its.etag()).equals(bare(part.etag()));
      now.add(new StoredPart(part.number(), its.etag(), part.bytes(), part.sha256()));
    }
    return isOther ? Optional.of(now) : Optional.empty();
  }

  private static String bare(String etag) {
    return etag.replace("\"", "");
  }
}
