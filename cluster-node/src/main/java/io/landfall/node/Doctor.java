package io.landfall.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import io.landfall.api.ApiSettings;
import io.landfall.model.ExportFailure;
import io.landfall.model.OutputFormat.Compression;
import io.landfall.raster.pack.Compressors;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Looks whether what is configured works. */
public final class Doctor {
  private static final Pattern SECRET = Pattern.compile("secret|password|token|\\burl$");
  private static final long LEAST_FREE_BYTES = 1L << 30;
  private static final Duration LARGEST_SKEW = Duration.ofSeconds(2);

  private Doctor() {}

  /**
   * One thing looked at.
   *
   * @param detail what was found, without secrets
   */
  public record Finding(String what, boolean good, String detail) {}

  /** Returns the settings below {@code landfall} that hold, one a line, secrets hidden. */
  public static List<String> settings(Config config) {
    var lines = new TreeMap<String, String>();
    for (var entry : config.getConfig("landfall").entrySet()) {
      String value = entry.getValue().render(ConfigRenderOptions.concise());
      boolean hide = SECRET.matcher(entry.getKey()).find() && !value.equals("\"\"");
      lines.put(entry.getKey(), hide ? "(hidden)" : value);
    }
    return lines.entrySet().stream()
        .map(line -> "landfall.%s = %s".formatted(line.getKey(), line.getValue()))
        .toList();
  }

  /** Looks at everything. */
  public static List<Finding> examine(Config config) {
    NodeSettings settings = NodeSettings.from(config);
    List<Finding> findings = new ArrayList<>();
    findings.add(disk(settings.dataDir()));
    findings.add(new Finding("deflate", true, Compressors.engine(Compression.DEFLATE)));
    findings.add(
        port("http port", ApiSettings.from(config).host(), ApiSettings.from(config).port()));
    findings.add(port("cluster", settings.clusterHost(), settings.clusterPort()));
    try (Parts parts = Parts.joinOrOwn(config)) {
      findings.add(new Finding("database", true, parts.databaseAddress().toString()));
      findings.add(clock(parts));
      findings.add(store(parts));
    } catch (ExportFailure e) {
      findings.add(new Finding("parts", false, e.getMessage()));
    }
    return List.copyOf(findings);
  }

  private static Finding disk(Path dataDir) {
    try {
      Path there = dataDir;
      while (!Files.exists(there)) {
        there = there.getParent();
      }
      long free = Files.getFileStore(there).getUsableSpace();
      return new Finding(
          "disk",
          free >= LEAST_FREE_BYTES && Files.isWritable(there),
          "%,d MiB free in %s%s"
              .formatted(free >> 20, there, Files.isWritable(there) ? "" : ", not writable"));
    } catch (IOException e) {
      return new Finding("disk", false, e.toString());
    }
  }

  private static Finding port(String what, String host, int port) {
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(host, port));
      return new Finding(
          what, true, port == 0 ? host + ", any free port" : "%s:%d is free".formatted(host, port));
    } catch (IOException e) {
      return new Finding(what, false, "%s:%d: %s".formatted(host, port, e.getMessage()));
    }
  }

  private static Finding clock(Parts parts) {
    Instant theirs =
        parts
            .database()
            .call(
                connection -> {
                  try (Statement statement = connection.createStatement();
                      ResultSet row = statement.executeQuery("select clock_timestamp()")) {
                    row.next();
                    return row.getTimestamp(1).toInstant();
                  }
                });
    Duration skew = Duration.between(theirs, Instant.now()).abs();
    return new Finding(
        "clock",
        skew.compareTo(LARGEST_SKEW) < 0,
        "%d ms from the database's".formatted(skew.toMillis()));
  }

  /**
   * Any HTTP answer shows that a store listens there; whether the keys are good, an export shows.
   */
  private static Finding store(Parts parts) {
    String endpoint = parts.store().endpoint();
    if (endpoint.isBlank()) {
      endpoint = "https://s3.%s.amazonaws.com".formatted(parts.store().region());
    }
    try {
      var connection = (HttpURLConnection) URI.create(endpoint + "/").toURL().openConnection();
      connection.setConnectTimeout(5000);
      connection.setReadTimeout(5000);
      return new Finding(
          "store",
          connection.getResponseCode() < 500,
          "%s answers %d".formatted(parts.store(), connection.getResponseCode()));
    } catch (IOException e) {
      return new Finding("store", false, "%s: %s".formatted(parts.store(), e.getMessage()));
    }
  }
}
