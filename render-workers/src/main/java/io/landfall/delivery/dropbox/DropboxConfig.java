package io.landfall.delivery.dropbox;

import io.landfall.secret.Secret;
import java.util.Objects;
import java.util.UUID;

/**
 * A delivery configuration for a Dropbox, with its secrets. It does not print them, and JSON does
 * not find them.
 *
 * @param id of the configuration
 * @param path of the folder, as it was given; may hold <code>{exportId}</code>
 * @param accessToken good as it is; {@code null}: there is a refresh token
 * @param refreshToken that access tokens are had for; {@code null}: there is an access token
 * @param appKey of the app that the refresh token is for; {@code null}: there is none
 */
public record DropboxConfig(
    UUID id, String path, Secret accessToken, Secret refreshToken, String appKey) {
  public DropboxConfig {
    if (accessToken == null) {
      Objects.requireNonNull(refreshToken, "refreshToken");
      Objects.requireNonNull(appKey, "appKey");
    }
  }
}
