package io.landfall.api.broker;

import static io.landfall.api.ApiFixture.header;
import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.api.ApiFixture;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** An API over a real port and the Planet it asks, which forgets after each test. */
final class PlanetFixture implements AfterAllCallback, AfterEachCallback {
  static final String INVALID_ASSETS =
      "Planet Labs returned invalid metadata for this scene's assets.\n";
  static final String ITEMS = "/data/v1/item-types/";

  final FakePlanet planet = new FakePlanet();
  final ApiFixture api = new ApiFixture(planet.settings());

  HttpResponse<byte[]> get(String path) {
    return api.send(api.request("/planet/" + path));
  }

  static String keyed(String path) {
    return path + "?PL_API_KEY=" + FakePlanet.KEY;
  }

  static void text(HttpResponse<byte[]> response, int status, String body) {
    assertThat(new String(response.body())).isEqualTo(body);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(header(response, "Content-Type")).isEqualToIgnoringCase("text/plain; charset=utf-8");
  }

  @Override
  public void afterEach(ExtensionContext context) {
    planet.replies.clear();
    planet.server.requests.clear();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    api.close();
    planet.close();
  }
}
