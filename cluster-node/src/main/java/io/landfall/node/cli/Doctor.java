package io.landfall.node.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import io.landfall.api.http.ApiSettings;
import io.landfall.export.list.ParkedEvents;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.request.OutputFormat.BlockCompression;
import io.landfall.node.check.CheckResult;
import io.landfall.node.check.SecretChecks;
import io.landfall.node.config.NodeSettings;
import io.landfall.node.wiring.BackingServices;
import io.landfall.raster.compress.Compressors;
import io.landfall.raster.jp2.Jp2File;
import io.landfall.secret.SecretRows;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Looks whether what is configured works. */
final class Doctor {
  private static final Pattern SECRET = Pattern.compile("secret|password|token|\\burl$");

  /** Name and password in a URL. */
  private static final Pattern LOGIN = Pattern.compile("//[^/\"\\s]*@");

  private static final long LEAST_FREE_BYTES = 1L << 30;
  private static final Duration LARGEST_SKEW = Duration.ofSeconds(2);

  private Doctor() {}

  /** Returns the settings below {@code landfall} that hold, one a line, secrets hidden. */
  static List<String> effectiveSettings(Config config) {
    var lines = new TreeMap<String, String>();
    for (var entry : config.getConfig("landfall").entrySet()) {
      String value = entry.getValue().render(ConfigRenderOptions.concise());
      boolean hide = SECRET.matcher(entry.getKey()).find() && !value.equals("\"\"");
      String shown = LOGIN.matcher(value).replaceAll("//(hidden)@");
      lines.put(entry.getKey(), hide ? "(hidden)" : shown);
    }
    return lines.entrySet().stream()
        .map(line -> "landfall.%s = %s".formatted(line.getKey(), line.getValue()))
        .toList();
  }

  /** Looks at everything. */
  static List<CheckResult> runChecks(Config config) {
    NodeSettings settings = NodeSettings.from(config);
    List<CheckResult> results = new ArrayList<>();
    results.add(disk(settings.dataDir()));
    results.add(new CheckResult("deflate", true, Compressors.codec(BlockCompression.DEFLATE)));
    results.add(
        new CheckResult(
            "webp",
            true,
            Compressors.library(BlockCompression.WEBP)
                .orElse("neither read nor written: no libwebp here")));
    results.add(
        new CheckResult(
            "lerc",
            true,
            Compressors.library(BlockCompression.LERC)
                .orElse("read, not written: no liblerc 4 here")));
    results.add(
        new CheckResult("jpeg2000", true, Jp2File.decoder().orElse("not read: no OpenJPEG here")));
    results.add(
        port("http port", ApiSettings.from(config).host(), ApiSettings.from(config).port()));
    results.add(port("cluster", settings.clusterHost(), settings.clusterPort()));
    try (BackingServices services = BackingServices.connectOrStart(config)) {
      results.add(new CheckResult("database", true, services.databaseEndpoint().toString()));
      results.add(clock(services));
      results.addAll(services.storeChecks(config).run());
      results.add(list(services));
      Map<String, Long> secrets = new SecretRows(services.database().dataSource()).countByKey();
      results.add(SecretChecks.keys(secrets, services.secretCipher(config)));
    } catch (ExportFailure e) {
      results.add(new CheckResult("services", false, e.getMessage()));
    }
    return List.copyOf(results);
  }

  private static CheckResult disk(Path dataDir) {
    try {
      Path there = dataDir;
      while (!Files.exists(there)) {
        there = there.getParent();
      }
      long free = Files.getFileStore(there).getUsableSpace();
      return new CheckResult(
          "disk",
          free >= LEAST_FREE_BYTES && Files.isWritable(there),
          "%,d MiB free in %s%s"
              .formatted(free >> 20, there, Files.isWritable(there) ? "" : ", not writable"));
    } catch (IOException e) {
      return new CheckResult("disk", false, e.toString());
    }
  }

  private static CheckResult port(String what, String host, int port) {
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(host, port));
      return new CheckResult(
          what, true, port == 0 ? host + ", any free port" : "%s:%d is free".formatted(host, port));
    } catch (IOException e) {
      return new CheckResult(what, false, "%s:%d: %s".formatted(host, port, e.getMessage()));
    }
  }

  private static CheckResult clock(BackingServices services) {
    Instant databaseTime =
        services
            .database()
            .call(
                connection -> {
                  try (Statement statement = connection.createStatement();
                      ResultSet row = statement.executeQuery("select clock_timestamp()")) {
                    row.next();
                    return row.getTimestamp(1).toInstant();
                  }
                });
    Duration skew = Duration.between(databaseTime, Instant.now()).abs();
    return new CheckResult(
        "clock",
        skew.compareTo(LARGEST_SKEW) < 0,
        "%d ms from the database's".formatted(skew.toMillis()));
  }

  /** Exports whose events the list could not hold are missing there, or stand still. */
  private static CheckResult list(BackingServices services) {
    List<ExportId> parked = new ParkedEvents(services.database().dataSource()).exports();
    return new CheckResult(
        "list of exports",
        parked.isEmpty(),
        parked.isEmpty()
            ? "holds all events"
            : "%d exports have events that it cannot hold, such as %s; the table parked_events says why. They are tried again at each start and each hour"
                .formatted(parked.size(), parked.get(0)));
  }
}
