package io.landfall.node.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import io.landfall.api.http.ApiSettings;
import io.landfall.export.list.ParkedEvents;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.request.OutputFormat.BlockCompression;
import io.landfall.node.check.CheckResult;
import io.landfall.node.check.DatabaseChecks;
import io.landfall.node.check.SecretChecks;
import io.landfall.node.config.NodeSettings;
import io.landfall.node.embedded.RuntimeFile;
import io.landfall.node.schema.Database;
import io.landfall.node.schema.DatabaseSettings;
import io.landfall.node.services.BackingServices;
import io.landfall.node.services.ConfiguredServices;
import io.landfall.node.wiring.ClusterSetup;
import io.landfall.raster.compress.Compressors;
import io.landfall.raster.jp2.Jp2File;
import io.landfall.raster.tiff.jpegxl.LibJxl;
import io.landfall.secret.SecretRows;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Looks whether what is configured works. */
final class Doctor {
  /** Keys, too, but for that of TLS, which is the name of a file. */
  private static final Pattern SECRET =
      Pattern.compile("secret|password|token|\\burl$|(?<!tls)\\.key$|\\.old-keys$");

  /** Name and password in a URL. */
  private static final Pattern LOGIN = Pattern.compile("//[^/\"\\s]*@");

  private static final long LEAST_FREE_BYTES = 1L << 30;

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

  /** Looks at everything, whatever is wrong before. */
  static List<CheckResult> runChecks(Config config) {
    NodeSettings settings = NodeSettings.from(config);
    ApiSettings api = ApiSettings.from(config);
    Optional<RuntimeFile> running = RuntimeFile.find(settings.dataDir());
    List<CheckResult> results = new ArrayList<>();
    results.add(disk(settings.dataDir()));
    results.add(deflate());
    results.add(
        library(
            "webp",
            Compressors.library(BlockCompression.WEBP),
            "neither read nor written: install libwebp (Debian: libwebp7)"));
    results.add(
        library(
            "lerc",
            Compressors.library(BlockCompression.LERC),
            "read, not written: install liblerc (Debian: liblerc4)"));
    results.add(jpeg2000());
    results.add(
        library(
            "jpegxl",
            LibJxl.find().map(LibJxl::description),
            "not read inside TIFF: install libjxl (Debian: libjxl0.7)"));
    results.add(port("http port", api.host(), api.port(), running));
    results.add(port("cluster port", settings.clusterHost(), settings.clusterPort(), running));
    int management = config.getInt("landfall.management.port");
    if (management != 0) {
      String host = config.getString("landfall.management.host");
      results.add(port("management port", host, management, running));
    }
    results.addAll(ClusterSetup.certificateChecks(config, Clock.systemUTC().instant()));
    boolean databaseWorks = true;
    if (!DatabaseSettings.from(config).isEmbedded()) {
      List<CheckResult> database = configuredDatabase(config);
      databaseWorks = database.stream().allMatch(CheckResult::passed);
      results.addAll(database);
    }
    results.addAll(databaseWorks ? services(config) : ConfiguredServices.storeChecks(config));
    return List.copyOf(results);
  }

  private static List<CheckResult> configuredDatabase(Config config) {
    try (Database database = ConfiguredServices.connectDatabase(config)) {
      return new DatabaseChecks(database, Clock.systemUTC()).run();
    } catch (ExportFailure e) {
      return List.of(new CheckResult("database", false, e.getMessage()));
    }
  }

  /** Looks at what a node would start on, and starts what is embedded for it. */
  private static List<CheckResult> services(Config config) {
    List<CheckResult> results = new ArrayList<>();
    try (BackingServices services = BackingServices.connectOrStart(config)) {
      if (DatabaseSettings.from(config).isEmbedded()) {
        results.addAll(new DatabaseChecks(services.database(), Clock.systemUTC()).run());
      }
      results.addAll(services.storeChecks(config).run());
      results.add(list(services));
      Map<String, Long> secrets = new SecretRows(services.database().dataSource()).countByKey();
      results.add(SecretChecks.keys(secrets, services.secretCipher(config)));
    } catch (ExportFailure e) {
      results.add(new CheckResult("services", false, e.getMessage()));
    }
    return results;
  }

  private static CheckResult deflate() {
    String codec = Compressors.codec(BlockCompression.DEFLATE);
    return codec.contains("libdeflate")
        ? new CheckResult("deflate", true, codec)
        : CheckResult.warning(
            "deflate", codec + ": with libdeflate (Debian: libdeflate0) exports are faster");
  }

  /**
   * Tells whether a library is there that some formats need.
   *
   * @param without what follows where it is not
   */
  private static CheckResult library(String name, Optional<String> found, String without) {
    return found
        .map(version -> new CheckResult(name, true, version))
        .orElseGet(() -> CheckResult.warning(name, without));
  }

  private static CheckResult jpeg2000() {
    return Jp2File.isNative()
        ? new CheckResult("jpeg2000", true, Jp2File.decoder())
        : CheckResult.warning(
            "jpeg2000",
            Jp2File.decoder()
                + ": OpenJPEG (Debian: libopenjp2-7) takes a half to a third of the time");
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

  private static CheckResult port(
      String what, String host, int port, Optional<RuntimeFile> running) {
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(host, port));
      return new CheckResult(
          what, true, port == 0 ? host + ", any free port" : "%s:%d is free".formatted(host, port));
    } catch (IOException e) {
      return running.isPresent()
          ? CheckResult.warning(
              what,
              "%s:%d is taken, as it is while the process %d runs on this data folder"
                  .formatted(host, port, running.get().pid()))
          : new CheckResult(
              what,
              false,
              "%s:%d: %s. End what listens there, or choose another"
                  .formatted(host, port, e.getMessage()));
    }
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
