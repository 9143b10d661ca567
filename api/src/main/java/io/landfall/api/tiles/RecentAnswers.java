package io.landfall.api.tiles;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * Answers that maps ask for again and again, for a moment: those who ask for the same share one.
 * Failures are not kept. Safe for use by many threads.
 */
final class RecentAnswers<K, V> {
  private final Cache<K, CompletableFuture<V>> answers;

  /**
   * Makes an empty one.
   *
   * @param most that are kept
   * @param kept since they were asked for
   */
  RecentAnswers(long most, Duration kept) {
    this(most, kept, answer -> 1);
  }

  /**
   * Makes an empty one.
   *
   * @param most of the weights of those that are kept, together
   * @param kept since they were asked for
   * @param weight of an answer, at least 1
   */
  RecentAnswers(long most, Duration kept, ToIntFunction<V> weight) {
    this.answers =
        Caffeine.newBuilder()
            .maximumWeight(most)
            .weigher(
                (K key, CompletableFuture<V> answer) ->
                    answer.isDone() && !answer.isCompletedExceptionally()
                        ? weight.applyAsInt(answer.join())
                        : 1)
            .expireAfterWrite(kept)
            .executor(Runnable::run) // its upkeep takes no time, and no thread of others
            .build();
  }

  /** Returns the answer that is known, or under way; else asks. */
  CompletionStage<V> get(K key, Supplier<CompletionStage<V>> ask) {
    CompletableFuture<V> known = answers.getIfPresent(key);
    if (known != null) {
      return known;
    }
    var asked = new CompletableFuture<V>();
    CompletableFuture<V> before = answers.asMap().putIfAbsent(key, asked);
    if (before != null) {
      return before;
    }
    try {
      ask.get()
          .whenComplete(
              (answer, thrown) -> {
                if (thrown == null) {
                  asked.complete(answer);
                  answers.asMap().replace(key, asked, asked); // now it has its weight
                } else {
                  fail(key, asked, thrown);
                }
              });
    } catch (RuntimeException refused) {
      fail(key, asked, refused);
    }
    return asked;
  }

  private void fail(K key, CompletableFuture<V> asked, Throwable thrown) {
    answers.asMap().remove(key, asked);
    asked.completeExceptionally(thrown);
  }

  /** Forgets all; what is under way now is not kept either. */
  void clear() {
    answers.invalidateAll();
  }
}
