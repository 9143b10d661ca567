package io.landfall.node.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.api.http.TokenStore;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CallerWatchTest {
  private static final TokenStore STORE =
      new TokenStore() {
        @Override
        public CompletionStage<Optional<Principal>> findPrincipal(String token) {
          return CompletableFuture.completedStage(
              token.equals("good")
                  ? Optional.of(new Principal("anna", null, Set.of()))
                  : Optional.empty());
        }

        @Override
        public CompletionStage<Boolean> isWithdrawn(String sha256) {
          return CompletableFuture.completedStage(true);
        }
      };

  private final AtomicInteger calls = new AtomicInteger();
  private final TokenStore watched = new CallerWatch(STORE, calls::incrementAndGet);

  @Test
  void itTellsOfEachTokenAndAnswersAsTheStoreDoes() {
    assertThat(watched.findPrincipal("good").toCompletableFuture().join())
        .map(TokenStore.Principal::user)
        .contains("anna");
    assertThat(watched.findPrincipal("bad").toCompletableFuture().join()).isEmpty();
    assertThat(calls).hasValue(2);
  }

  @Test
  void withdrawnTokensStayWithdrawn() {
    assertThat(watched.isWithdrawn("00").toCompletableFuture().join()).isTrue();
    assertThat(calls).hasValue(0);
  }
}
