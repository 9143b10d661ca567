package io.landfall.metering;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/**
 * Asks a database one thing at a time, for all who have come meanwhile: what comes alone does not
 * wait, and many cost hardly more than one. For any thread.
 *
 * @param <A> what is asked
 * @param <B> what is answered
 */
final class Batches<A, B> {
  private final int most;
  private final Executor pool;
  private final Function<List<A>, List<B>> work;
  private final Queue<Question<A, B>> waiting = new ArrayDeque<>();
  private boolean isAsking;

  private record Question<A, B>(A asked, CompletableFuture<B> answer) {}

  /**
   * @param most that are asked together
   * @param work asks, blocking, and answers in the same order
   */
  Batches(int most, Executor pool, Function<List<A>, List<B>> work) {
    this.most = most;
    this.pool = pool;
    this.work = work;
  }

  CompletionStage<B> ask(A asked) {
    var question = new Question<A, B>(asked, new CompletableFuture<>());
    synchronized (this) {
      waiting.add(question);
      if (isAsking) {
        return question.answer();
      }
      isAsking = true;
    }
    submit();
    return question.answer();
  }

  private void submit() {
    try {
      pool.execute(this::askNext);
    } catch (RejectedExecutionException full) {
      while (true) {
        List<Question<A, B>> refused = next();
        if (refused.isEmpty()) {
          return;
        }
        refused.forEach(question -> question.answer().completeExceptionally(full));
      }
    }
  }

  private void askNext() {
    List<Question<A, B>> batch = next();
    if (batch.isEmpty()) {
      return;
    }
    try {
      List<B> answers = work.apply(batch.stream().map(Question::asked).toList());
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i).answer().complete(answers.get(i));
      }
    } catch (RuntimeException e) {
      batch.forEach(question -> question.answer().completeExceptionally(e));
    }
    submit(); // after others who wait for the pool
  }

  /** Returns what to ask next; nothing: nobody asks any more. */
  private synchronized List<Question<A, B>> next() {
    List<Question<A, B>> batch = new ArrayList<>();
    while (batch.size() < most && !waiting.isEmpty()) {
      batch.add(waiting.remove());
    }
    isAsking = !batch.isEmpty();
    return batch;
  }
}
