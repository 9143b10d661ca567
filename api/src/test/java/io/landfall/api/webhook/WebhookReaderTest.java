package io.landfall.api.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.api.json.ApiProblem;
import io.landfall.http.CheckedAddresses;
import io.landfall.webhook.Webhook.WebhookTarget;
import io.landfall.webhook.WebhookEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookReaderTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final CheckedAddresses ADDRESSES =
      new CheckedAddresses(List.of("10.0.0.7"), "landfall.webhook.allowed-hosts");

  @Test
  void whatIsLeftOutIsAll() {
    WebhookTarget target = read("{'name': 'a', 'url': 'https://Example.org:8443/a?b=c%20d'}");
    assertThat(target.events()).isEqualTo(WebhookEvent.ofExports());
    assertThat(target.labels()).isEmpty();
    assertThat(target.url()).hasToString("https://Example.org:8443/a?b=c%20d");
  }

  @Test
  void eventsAndLabelsAreReadOnceEach() {
    WebhookTarget target =
        read(
            """
            {'name': 'a', 'url': 'http://10.0.0.7/', 'labels': ['x', 'x'],
             'events': ['com.landfall.export.failed.v1', 'com.landfall.export.failed.v1']}
            """);
    assertThat(target.events()).containsExactly(WebhookEvent.FAILED);
    assertThat(target.labels()).containsExactly("x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.org/",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://2130706433/",
        "https://0177.0.0.1/",
        "https://127.1/",
        "https://ann:pw@example.org/",
        "https://example.org/#a",
        "https://example.org:99999/",
        "https://example.org:0/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "jar:https://example.org/!/a",
        "example.org",
        "https:///x",
        "https://exa mple.org/",
        "https://example.org/{a}",
      })
  void urlsThatAreNotCalledAreRefused(String url) {
    assertThat(refused("{'name': 'a', 'url': '%s'}".formatted(url)))
        .singleElement()
        .satisfies(
            error -> {
              assertThat(error.pointer()).isEqualTo("/url");
              assertThat(error.detail()).startsWith("Invalid url: ").doesNotContain("pw@");
            });
  }

  @ParameterizedTest(name = "{1} of {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{'url': 'https://a.example/'} | /name",
        "{'name': 'a'} | /url",
        "{'name': 'a', 'url': 1} | /url",
        "{'name': 'a', 'url': 'https://a.example/', 'secret': 's'} | /secret",
        "{'name': 'a', 'url': 'https://a.example/', 'events': []} | /events",
        "{'name': 'a', 'url': 'https://a.example/', 'events': 'all'} | /events",
        "{'name': 'a', 'url': 'https://a.example/', 'events': ['x']} | /events/0",
        "{'name': 'a', 'url': 'https://a.example/', 'events': [null]} | /events/0",
        "{'name': 'a', 'url': 'https://a.example/', 'events': ['com.landfall.webhook.test.v1']} |"
            + " /events/0",
        "{'name': 'a', 'url': 'https://a.example/', 'labels': ['']} | /labels/0",
        "{'name': 'a', 'url': 'https://a.example/', 'labels': [7]} | /labels/0",
      })
  void eachErrorHasItsPlace(String body, String pointer) {
    assertThat(refused(body)).extracting(ApiProblem.FieldError::pointer).containsExactly(pointer);
  }

  private static List<ApiProblem.FieldError> refused(String body) {
    ApiProblem problem = catchThrowableOfType(ApiProblem.class, () -> read(body));
    assertThat(problem).as(body).isNotNull();
    assertThat(problem.status()).isEqualTo(422);
    return problem.errors();
  }

  private static WebhookTarget read(String body) {
    try {
      return WebhookReader.read(JSON.readTree(body.replace('\'', '"')), ADDRESSES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
