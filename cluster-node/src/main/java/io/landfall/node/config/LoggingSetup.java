package io.landfall.node.config;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import io.landfall.pool.LogContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import net.logstash.logback.encoder.LogstashEncoder;
import org.slf4j.LoggerFactory;

/** Where log lines go beside what {@code logback.xml} says. */
public final class LoggingSetup {
  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX, UTC} %-5level [%thread] %logger{0} %msg%n";

  /** Of the logging context: which node it is that says a line. */
  private static final String NODE = "node";

  private static final FileSize MAX_FILE_SIZE = new FileSize(20L << 20);
  private static final int KEPT_FILES = 3;
  private static final FileAttribute<?> OWNERS_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<?> OWNERS_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  /** What writes headers or whole requests of ours to logs when it is asked to tell more. */
  private static final List<String> WITH_HEADERS =
      List.of(
          "org.apache.hc.client5.http.headers",
          "org.apache.hc.client5.http.wire",
          "software.amazon.awssdk.http.auth",
          "software.amazon.awssdk.auth",
          "software.amazon.awssdk.request");

  private LoggingSetup() {}

  /**
   * Keeps headers and bodies of requests out of logs, however much somebody who looks for a fault
   * has asked to see: tokens of users are in them.
   */
  public static void hideHeaders() {
    WITH_HEADERS.forEach(name -> context().getLogger(name).setLevel(Level.WARN));
  }

  /** Shows what a node does on stderr. */
  public static void enableConsole() {
    if (root().getAppender("console") instanceof ConsoleAppender<ILoggingEvent> console) {
      console.clearAllFilters();
      var filter = new ThresholdFilter();
      filter.setLevel(Level.INFO.levelStr);
      filter.start();
      console.addFilter(filter);
    }
  }

  /** Has what is shown on stderr be of a format. */
  public static void formatConsole(LogFormat format) {
    if (format == LogFormat.JSON
        && root().getAppender("console") instanceof ConsoleAppender<ILoggingEvent> console) {
      console.stop();
      console.setEncoder(jsonEncoder());
      console.start();
    }
  }

  /** Says which node this is, in each line of JSON from now on. */
  public static void nameNode(String address) {
    context().putProperty(NODE, address);
  }

  /** Writes all to {@code DATA_DIR/logs/landfall.log}, with a few older files of 20 MB. */
  public static void enableFile(Path dataDir, LogFormat format) {
    if (root().getAppender("file") == null) {
      root().addAppender(fileAppender(dataDir, format));
    }
  }

  static RollingFileAppender<ILoggingEvent> fileAppender(Path dataDir, LogFormat format) {
    LoggerContext context = context();
    String name = dataDir.resolve("logs").resolve("landfall.log").toString();
    var file = new PrivateFileAppender();
    file.setName("file");
    file.setContext(context);
    file.setFile(name);
    file.setEncoder(format == LogFormat.JSON ? jsonEncoder() : textEncoder());
    var rolling = new FixedWindowRollingPolicy();
    rolling.setContext(context);
    rolling.setParent(file);
    rolling.setFileNamePattern(name + ".%i");
    rolling.setMaxIndex(KEPT_FILES);
    rolling.start();
    file.setRollingPolicy(rolling);
    var size = new SizeBasedTriggeringPolicy<ILoggingEvent>();
    size.setContext(context);
    size.setMaxFileSize(MAX_FILE_SIZE);
    size.start();
    file.setTriggeringPolicy(size);
    file.start();
    return file;
  }

  private static Encoder<ILoggingEvent> textEncoder() {
    var encoder = new PatternLayoutEncoder();
    encoder.setContext(context());
    encoder.setPattern(PATTERN);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.start();
    return encoder;
  }

  /** What a thread's context holds, as the id of an export, stands beside the message. */
  static Encoder<ILoggingEvent> jsonEncoder() {
    var encoder = new LogstashEncoder();
    encoder.setContext(context());
    encoder.setTimeZone("UTC");
    encoder.getFieldNames().setLevelValue(null);
    encoder.getFieldNames().setVersion(null);
    encoder.addExcludeMdcKeyName(LogContext.TRACE_FLAGS);
    encoder.addExcludeMdcKeyName(LogContext.TRACE_STATE);
    encoder.start();
    return encoder;
  }

  /** Its files are for this account alone, those that follow when one is full too. */
  private static final class PrivateFileAppender extends RollingFileAppender<ILoggingEvent> {
    @Override
    public void openFile(String name) throws IOException {
      Path file = Path.of(name);
      if (Files.notExists(file)) {
        Files.createDirectories(file.getParent(), OWNERS_FOLDER);
        Files.createFile(file, OWNERS_FILE);
      }
      super.openFile(name);
    }
  }

  private static ch.qos.logback.classic.Logger root() {
    return context().getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }

  private static LoggerContext context() {
    return (LoggerContext) LoggerFactory.getILoggerFactory();
  }
}
