package io.landfall.api.export;

import io.landfall.api.http.TokenStore.Principal;
import io.landfall.export.ExportSummary;
import io.landfall.export.Exports;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** The exports that a caller may see. */
public record OwnExports(Exports exports) {
  /** Finds an export that is the caller's to see; others are as unknown as one that never was. */
  public CompletionStage<ExportSummary> find(String text, Principal principal) {
    ExportId id = ExportId.parse(text);
    return exports
        .summary(id)
        .handle(
            (summary, thrown) -> {
              boolean unknown =
                  thrown != null && ExportFailure.of(thrown).code() == ErrorCode.EXPORT_UNKNOWN;
              if (thrown != null && !unknown) {
                throw new CompletionException(thrown);
              }
              if (unknown || !principal.isMine(summary.owner())) {
                throw new ExportFailure(
                    ErrorCode.EXPORT_UNKNOWN,
                    String.format(Locale.ROOT, "Cannot find export %s.", id));
              }
              return summary;
            });
  }
}
