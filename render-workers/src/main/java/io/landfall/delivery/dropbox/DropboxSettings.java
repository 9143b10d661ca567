package io.landfall.delivery.dropbox;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.landfall.http.Backoff;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;

/**
 * Where Dropbox is, and how it is asked.
 *
 * @param apiUrl before {@code /2/...} and {@code /oauth2/token}, without a slash at its end
 * @param contentUrl the same of calls that carry bytes
 * @param chunkBytes that one request of an upload carries, a multiple of 4 MiB
 * @param requestTimeout for one request without its bytes
 * @param slowestBytesPerSecond what a request with bytes is given time for, beyond that
 * @param initialBackoff the most that the first wait takes where Dropbox does not say
 * @param retryFor after this much time without progress a delivery is given up
 * @param deniedPause for so long nobody asks again with credentials that were refused
 */
public record DropboxSettings(
    String apiUrl,
    String contentUrl,
    int chunkBytes,
    Duration requestTimeout,
    long slowestBytesPerSecond,
    Duration initialBackoff,
    Duration retryFor,
    Duration deniedPause) {
  private static final Duration MAX_DELAY = Duration.ofSeconds(20);

  /** Dropbox takes 150 MB a request: this is the largest multiple of 4 MiB below. */
  static final int MOST_CHUNK_BYTES = 35 * ContentHash.BLOCK_BYTES;

  /** Reads {@code landfall.dropbox}. */
  public static DropboxSettings from(Config root) {
    Config config = root.getConfig("landfall.dropbox");
    long chunk = config.getBytes("chunk-size");
    if (chunk < ContentHash.BLOCK_BYTES
        || chunk > MOST_CHUNK_BYTES
        || chunk % ContentHash.BLOCK_BYTES != 0) {
      throw bad(config, "chunk-size", "must be a multiple of 4 MiB, from 4 MiB to 140 MiB");
    }
    if (config.getBytes("slowest-upload") < 1024) {
      throw bad(config, "slowest-upload", "must be at least 1 KiB a second");
    }
    return new DropboxSettings(
        url(config, "api-url"),
        url(config, "content-url"),
        (int) chunk,
        config.getDuration("request-timeout"),
        config.getBytes("slowest-upload"),
        config.getDuration("initial-backoff"),
        config.getDuration("retry-for"),
        config.getDuration("denied-pause"));
  }

  /** Returns how long a request that carries so many bytes may take. */
  Duration timeout(long bytes) {
    return requestTimeout.plusSeconds(bytes / slowestBytesPerSecond);
  }

  /** Returns how requests that fail transiently are repeated. */
  Backoff backoff() {
    return new Backoff(initialBackoff, MAX_DELAY, retryFor);
  }

  /** Returns the same for whoever gives up after {@code time}. */
  DropboxSettings retryingFor(Duration time) {
    return new DropboxSettings(
        apiUrl,
        contentUrl,
        chunkBytes,
        requestTimeout,
        slowestBytesPerSecond,
        initialBackoff,
        time,
        deniedPause);
  }

  private static String url(Config config, String key) {
    String url = config.getString(key).strip().replaceAll("/$", "");
    if (!isUrl(url)) {
      throw bad(config, key, "must be http://host:port or https://host");
    }
    return url;
  }

  private static boolean isUrl(String text) {
    try {
      var url = new URI(text);
      boolean isHttp = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      return isHttp
          && url.getHost() != null
          && url.getUserInfo() == null
          && url.getQuery() == null
          && url.getFragment() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static ConfigException bad(Config config, String key, String what) {
    return new ConfigException.BadValue(
        config.getValue(key).origin(), "landfall.dropbox." + key, what);
  }
}
