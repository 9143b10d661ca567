package io.landfall.node.cli.audit;

import com.typesafe.config.Config;
import io.landfall.node.cli.option.DataOptions;
import io.landfall.node.cli.option.HelpOption;
import io.landfall.node.services.BackingServices;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import picocli.CommandLine.Mixin;

/** What all commands of the audit have: where the journal is, and the help. */
final class AuditOptions {
  @Mixin DataOptions data;

  @Mixin HelpOption help;

  /** Does something with the database: the configured one, or that of the data folder. */
  <T> T with(BiFunction<BackingServices, Config, T> work) {
    return with(BackingServices::connectDatabase, work);
  }

  /** Does something with the database and the store. */
  <T> T withStore(BiFunction<BackingServices, Config, T> work) {
    return with(BackingServices::connectOrStart, work);
  }

  private <T> T with(
      Function<Config, BackingServices> connect, BiFunction<BackingServices, Config, T> work) {
    Config config = data.load(Map.of());
    try (BackingServices services = connect.apply(config)) {
      return work.apply(services, config);
    }
  }
}
