package io.landfall.export.list;

import akka.NotUsed;
import akka.japi.Pair;
import akka.stream.javadsl.Source;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Rows of a long list that is read page by page, so that no more than one is in memory. */
final class PagedRows {
  private PagedRows() {}

  /**
   * Returns the rows of all pages, up to the first that is empty.
   *
   * @param after finds the rows after one; {@code null}: the first ones
   */
  static <T> Source<T, NotUsed> of(Function<T, CompletionStage<List<T>>> after) {
    return Source.unfoldAsync(
            Optional.<T>empty(),
            last ->
                after
                    .apply(last.orElse(null))
                    .thenApply(
                        page ->
                            page.isEmpty()
                                ? Optional.<Pair<Optional<T>, List<T>>>empty()
                                : Optional.of(
                                    Pair.create(Optional.of(page.get(page.size() - 1)), page))))
        .mapConcat(page -> page);
  }
}
