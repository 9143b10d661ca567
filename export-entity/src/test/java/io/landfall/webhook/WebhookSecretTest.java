package io.landfall.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.secret.Secret;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class WebhookSecretTest {
  private static WebhookSecret secret(String text) {
    return new WebhookSecret(Secret.of(text));
  }

  /** The vector that the reference libraries of Standard Webhooks are tested with. */
  @Test
  void signsAsTheStandardsOwnVectorSays() {
    String signature =
        secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
            .sign(
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                Instant.ofEpochSecond(1614265330),
                "{\"test\": 2432232314}");
    assertThat(signature).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  /**
   * Text that is not ASCII is signed as the UTF-8 that is sent. Computed with Python's hmac module.
   */
  @Test
  void signsTheBytesThatAreSent() {
    String signature =
        secret("whsec_" + Base64.getEncoder().encodeToString(new byte[32]))
            .sign("id", Instant.ofEpochMilli(1_700_000_000_999L), "{\"name\":\"Ölinda ☃\"}");
    assertThat(signature).isEqualTo("v1,KN7yje5Q5oLaHISLmFrwKVmCTZkcN6LDyB4eBVZIVNc=");
  }

  @Test
  void aFreshOneHas32BytesAndIsLikeNoOther() {
    String one = WebhookSecret.generate().text().reveal();
    assertThat(one).startsWith("whsec_").isNotEqualTo(WebhookSecret.generate().text().reveal());
    assertThat(Base64.getDecoder().decode(one.substring(6))).hasSize(32);
    assertThat(secret(one)).isEqualTo(secret(one));
  }

  @Test
  void doesNotPrint() {
    WebhookSecret secret = WebhookSecret.generate();
    assertThat(secret.toString()).contains("***").doesNotContain("whsec_");
    assertThatThrownBy(() -> secret("canary-secret"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("canary-secret");
  }
}
