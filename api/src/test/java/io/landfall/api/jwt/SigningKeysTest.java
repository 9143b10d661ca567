package io.landfall.api.jwt;

import static io.landfall.api.jwt.SignedTokens.EC;
import static io.landfall.api.jwt.SignedTokens.FOREIGN;
import static io.landfall.api.jwt.SignedTokens.RSA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.util.Base64URL;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class SigningKeysTest {
  private final List<CompletableFuture<byte[]>> fetches = new ArrayList<>();
  private long nanos = -5;
  private final SigningKeys keys =
      new SigningKeys(
          () -> {
            fetches.add(new CompletableFuture<>());
            return fetches.get(fetches.size() - 1);
          },
          SignedTokens.settings(Map.of()),
          Duration.ofSeconds(20),
          () -> nanos);

  @Test
  void manyWhoComeAtOnceFetchOnceAndLaterOnesNotAtAll() {
    var waiting = new ArrayList<CompletionStage<List<JWK>>>();
    for (int i = 0; i < 100; i++) {
      waiting.add(keys.find(id("rsa-1")));
    }
    publish(RSA);
    assertThat(waiting).allSatisfy(found -> assertThat(ids(found)).containsExactly("rsa-1"));
    nanos += Duration.ofMinutes(15).toNanos();
    assertThat(ids(keys.find(id("rsa-1")))).containsExactly("rsa-1");
    assertThat(fetches).hasSize(1);
  }

  @Test
  void aKeyThatIsNewIsFetchedButNotForEachTokenThatMakesOneUp() {
    published(RSA);
    pass(SigningKeys.PAUSE);
    CompletionStage<List<JWK>> rotated = keys.find(id("ec-1"));
    publish(RSA, EC);
    assertThat(ids(rotated)).containsExactly("ec-1");
    for (int i = 0; i < 1000; i++) {
      assertThat(ids(keys.find(id("made up " + i)))).isEmpty();
    }
    assertThat(fetches).hasSize(2);
  }

  @Test
  void aKeyThatWasWithdrawnIsGoodForNoLongerThanTheInterval() {
    published(RSA, FOREIGN);
    pass(Duration.ofMinutes(15).plusNanos(1));
    CompletionStage<List<JWK>> found = keys.find(id("foreign"));
    publish(RSA);
    assertThat(ids(found)).isEmpty();
  }

  @Test
  void keysStayGoodWhileTheIssuerIsDownButNotForEver() {
    published(RSA);
    pass(Duration.ofHours(23));
    CompletionStage<List<JWK>> found = keys.find(id("rsa-1"));
    fail();
    assertThat(ids(found)).containsExactly("rsa-1");
    assertThat(ids(keys.find(id("rsa-1")))).containsExactly("rsa-1"); // without another fetch
    assertThat(fetches).hasSize(2);
    assertUnavailable(keys.find(id("unknown")));

    pass(Duration.ofHours(1).plusNanos(1));
    CompletionStage<List<JWK>> tooOld = keys.find(id("rsa-1"));
    fail();
    assertUnavailable(tooOld);
    pass(SigningKeys.PAUSE);
    CompletionStage<List<JWK>> back = keys.find(id("rsa-1"));
    publish(RSA);
    assertThat(ids(back)).containsExactly("rsa-1");
  }

  @Test
  void whileAnIssuerThatHasFailedHangsNobodyWaitsForKeysThatAreThere() {
    published(RSA);
    pass(Duration.ofMinutes(16));
    CompletionStage<List<JWK>> first = keys.find(id("rsa-1"));
    assertThat(first.toCompletableFuture()).isNotDone();
    pass(SigningKeys.PAUSE);
    fail();
    assertThat(ids(keys.find(id("rsa-1")))).containsExactly("rsa-1");
    assertThat(fetches).hasSize(3); // the last of which hangs

    pass(SigningKeys.FAILING);
    assertThat(keys.find(id("rsa-1")).toCompletableFuture()).isNotDone();
  }

  @Test
  void nobodyIsCalledUnknownBeforeTheIssuerHasBeenHeard() {
    CompletionStage<List<JWK>> found = keys.find(id("rsa-1"));
    fail();
    assertUnavailable(found);
    assertUnavailable(keys.find(id("rsa-1")));
  }

  @Test
  void anAnswerThatIsNoKeysChangesNothing() {
    published(RSA);
    for (String answer : List.of("<html>", "", "{}", "{\"keys\": []}", "{\"keys\": [{}]}", "[]")) {
      pass(Duration.ofMinutes(16));
      CompletionStage<List<JWK>> found = keys.find(id("rsa-1"));
      newest().complete(answer.getBytes(StandardCharsets.UTF_8));
      assertThat(ids(found)).as(answer).containsExactly("rsa-1");
    }
  }

  @Test
  void sharedSecretsPrivatePartsAndKindsUnknownHereAreNotTaken() {
    String secret = new OctetSequenceKey.Builder(new Base64URL("AAAA")).build().toJSONString();
    String set =
        "{\"keys\": [%s, {\"kty\": \"PQC\"}, {\"kty\": \"RSA\"}, %s]}"
            .formatted(secret, RSA.toJSONString());
    List<JWK> read = SigningKeys.read(set.getBytes(StandardCharsets.UTF_8));
    assertThat(read).extracting(JWK::getKeyID).containsExactly("rsa-1");
    assertThat(read).noneMatch(JWK::isPrivate);
  }

  private void published(JWK... set) {
    assertThat(keys.find(id("rsa-1"))).isNotNull();
    publish(set);
  }

  private void publish(JWK... set) {
    newest().complete(SignedTokens.jwks(set));
  }

  private void fail() {
    newest().completeExceptionally(new IOException("it answered 502"));
  }

  private CompletableFuture<byte[]> newest() {
    return fetches.get(fetches.size() - 1);
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  private static JWKMatcher id(String id) {
    return new JWKMatcher.Builder().keyID(id).build();
  }

  private static List<String> ids(CompletionStage<List<JWK>> found) {
    assertThat(found.toCompletableFuture()).isDone();
    return found.toCompletableFuture().join().stream().map(JWK::getKeyID).toList();
  }

  private static void assertUnavailable(CompletionStage<List<JWK>> found) {
    assertThat(found.toCompletableFuture()).isDone();
    assertThatThrownBy(() -> found.toCompletableFuture().join())
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            ExportFailure.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ISSUER_UNAVAILABLE));
  }
}
