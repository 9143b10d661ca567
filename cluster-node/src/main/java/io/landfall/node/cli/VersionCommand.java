package io.landfall.node.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.node.cli.option.HelpOption;
import io.landfall.node.config.BuildVersion;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints name, version and commit. */
@Command(name = "version", description = "Prints name, version and commit.")
final class VersionCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin HelpOption help;

  @Option(names = "--json", description = "Prints it as JSON.")
  boolean json;

  @Override
  public Integer call() throws JsonProcessingException {
    BuildVersion version = BuildVersion.read();
    var out = spec.commandLine().getOut();
    out.println(
        json
            ? new ObjectMapper().writeValueAsString(version)
            : "%s %s (%s)".formatted(version.name(), version.version(), version.commit()));
    out.flush();
    return ExitCodes.OK;
  }
}
