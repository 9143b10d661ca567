package io.landfall.node.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.node.cli.option.HelpOption;
import java.io.Console;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Keeps where exports are to go. */
@Command(
    name = "destinations",
    description =
        "Keeps where exports are to go: buckets and Dropbox folders. Secrets come from"
            + " LANDFALL_DESTINATION_SECRET, a file, or the terminal, never from an option.",
    subcommands = {
      DestinationsCommand.AddBucketCommand.class,
      DestinationsCommand.AddDropboxCommand.class,
      DestinationsCommand.DestinationListCommand.class,
      DestinationsCommand.CheckCommand.class,
      DestinationsCommand.PolicyCommand.class,
      DestinationsCommand.DeleteCommand.class,
    })
public final class DestinationsCommand implements Runnable {
  private static final String PATH = "/v1/delivery-configs";
  private static final String SECRET = "LANDFALL_DESTINATION_SECRET";
  private static final String SESSION_TOKEN = "LANDFALL_DESTINATION_SESSION_TOKEN";

  @Spec CommandSpec spec;

  @Mixin HelpOption help;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        "Say what to do: destinations add-s3, add-dropbox, list, check, policy or delete.");
  }

  /** What the commands that add one have in common. */
  abstract static class AddDestinationCommand extends ClientCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = "What it is called.")
    String name;

    @Option(
        names = "--secret-file",
        paramLabel = "FILE",
        description =
            "Holds the secret; - is stdin. Default: the variable LANDFALL_DESTINATION_SECRET, else"
                + " the terminal is asked.")
    String secretFile;

    /** Keeps it and prints its id. */
    final int add(String type, ObjectNode members) {
      members.put("name", name).put("type", type);
      Map<String, String> key = Map.of("Idempotency-Key", UUID.randomUUID().toString());
      JsonNode made = connect().send("POST", PATH, bytes(members), key, true).body();
      if (client.json) {
        printJson(made);
      } else {
        printLine(ScreenText.line(made.path("id").asText()));
        if (made.hasNonNull("externalId")) {
          say(
              "The role's trust policy must ask for the external id %s: see landfall destinations"
                  + " policy.",
              ScreenText.line(made.path("externalId").asText()));
        }
      }
      return OK;
    }

    /** Reads the secret, which is never an argument: others see those among running programs. */
    final String secret(String what) {
      if (secretFile != null) {
        return new String(body(secretFile), StandardCharsets.UTF_8).strip();
      }
      String given = client.variable(SECRET);
      Console console = System.console();
      if (given == null && console != null) {
        char[] typed = console.readPassword("%s: ", what);
        given = typed == null ? null : new String(typed).strip();
      }
      if (given == null || given.isEmpty()) {
        throw ClientFailures.usage(
            "Cannot add it without its secret (%s): set %s, or give --secret-file."
                .formatted(what, SECRET));
      }
      return given;
    }

    static void putIfGiven(ObjectNode members, String member, String value) {
      if (value != null) {
        members.put(member, value);
      }
    }
  }

  /** {@code destinations add-s3}. */
  @Command(
      name = "add-s3",
      description =
          "Keeps a bucket and prints its id. With --access-key-id the secret access key is the"
              + " secret; with --role-arn, or neither, there is none.")
  static final class AddBucketCommand extends AddDestinationCommand {
    @Option(names = "--bucket", required = true, paramLabel = "BUCKET", description = "Its name.")
    String bucket;

    @Option(
        names = "--prefix",
        paramLabel = "FOLDER",
        description = "What keys begin with; {exportId} in it is replaced.")
    String prefix;

    @Option(names = "--region", paramLabel = "REGION", description = "As eu-central-1.")
    String region;

    @Option(
        names = "--endpoint",
        paramLabel = "URL",
        description = "Of another store than Amazon's, as https://s3.example.org.")
    String endpoint;

    @Option(names = "--access-key-id", paramLabel = "ID", description = "Id of the access key.")
    String accessKeyId;

    @Option(
        names = "--role-arn",
        paramLabel = "ARN",
        description = "Role that the service takes on, instead of keys.")
    String roleArn;

    @Option(
        names = "--kms-key-id",
        paramLabel = "KEY",
        description = "KMS key that encrypts the files.")
    String kmsKeyId;

    @Option(
        names = "--acl",
        paramLabel = "ACL",
        description = "Canned ACL, as bucket-owner-full-control.")
    String acl;

    @Option(
        names = "--storage-class",
        paramLabel = "CLASS",
        description = "Storage class, as STANDARD_IA.")
    String storageClass;

    @Override
    public Integer call() {
      ObjectNode members = ServiceClient.JSON.createObjectNode().put("bucket", bucket);
      putIfGiven(members, "prefix", prefix);
      putIfGiven(members, "region", region);
      putIfGiven(members, "endpoint", endpoint);
      putIfGiven(members, "roleArn", roleArn);
      putIfGiven(members, "kmsKeyId", kmsKeyId);
      putIfGiven(members, "acl", acl);
      putIfGiven(members, "storageClass", storageClass);
      if (accessKeyId != null) {
        members.put("accessKeyId", accessKeyId).put("secretAccessKey", secret("secret access key"));
        putIfGiven(members, "sessionToken", client.variable(SESSION_TOKEN));
      }
      return add("S3", members);
    }
  }

  /** {@code destinations add-dropbox}. */
  @Command(
      name = "add-dropbox",
      description =
          "Keeps a folder of a Dropbox and prints its id. The secret is an access token; with"
              + " --app-key a refresh token, which lasts longer.")
  static final class AddDropboxCommand extends AddDestinationCommand {
    @Option(
        names = "--path",
        required = true,
        paramLabel = "FOLDER",
        description = "The folder, from /; {exportId} in it is replaced.")
    String path;

    @Option(names = "--app-key", paramLabel = "KEY", description = "Key of the app.")
    String appKey;

    @Override
    public Integer call() {
      ObjectNode members = ServiceClient.JSON.createObjectNode().put("path", path);
      if (appKey == null) {
        members.put("accessToken", secret("access token"));
      } else {
        members.put("appKey", appKey).put("refreshToken", secret("refresh token"));
      }
      return add("DROPBOX", members);
    }
  }

  /** {@code destinations list}. */
  @Command(name = "list", description = "Lists one's destinations, newest first.")
  static final class DestinationListCommand extends ClientCommand {
    private static final int MOST = 1_000;

    @Override
    public Integer call() {
      ArrayNode found = new Pages(connect(), PATH, "deliveryConfigs").read(MOST);
      if (client.json) {
        printJson(ServiceClient.JSON.createObjectNode().set("deliveryConfigs", found));
      } else {
        found.forEach(one -> printLine(line(one)));
      }
      return OK;
    }

    /** Returns what a person is shown of an entry of the service's list. */
    static String line(JsonNode one) {
      String place =
          switch (one.path("type").asText()) {
            case "S3" ->
                "s3://%s/%s".formatted(one.path("bucket").asText(), one.path("prefix").asText(""));
            case "DROPBOX" -> "dropbox://" + one.path("path").asText();
            default -> "link";
          };
      return "%s  %s  %s"
          .formatted(
              ScreenText.line(one.path("id").asText()),
              ScreenText.line(place),
              ScreenText.line(one.path("name").asText(""), 60));
    }
  }

  /** What the commands about one have in common. */
  abstract static class OneCommand extends ClientCommand {
    @Parameters(index = "0", paramLabel = "ID", description = "Of a destination.")
    String id;

    final String path() {
      return PATH + "/" + uuid("destination", id);
    }
  }

  /** {@code destinations check}. */
  @Command(
      name = "check",
      description = "Asks a destination whether deliveries there would work; 1 if they would not.")
  static final class CheckCommand extends OneCommand {
    @Override
    public Integer call() {
      JsonNode check = connect().send("POST", path() + "/check", null, Map.of(), true).body();
      if (client.json) {
        printJson(check);
      } else {
        for (JsonNode one : check.path("checks")) {
          printLine(
              "%-9s  %s: %s"
                  .formatted(
                      ScreenText.line(one.path("status").asText()),
                      ScreenText.line(one.path("name").asText()),
                      ScreenText.line(one.path("detail").asText())));
        }
      }
      return check.path("status").asText().equals("PROBLEM") ? FAILED : OK;
    }
  }

  /** {@code destinations policy}. */
  @Command(
      name = "policy",
      description = "Prints the policies that a bucket needs, in JSON, with what to do.")
  static final class PolicyCommand extends OneCommand {
    @Override
    public Integer call() {
      printJson(connect().get(path() + "/policy").body());
      return OK;
    }
  }

  /** {@code destinations delete}. */
  @Command(
      name = "delete",
      description = "Deletes a destination with its secrets; what is delivered stays.")
  static final class DeleteCommand extends OneCommand {
    @Override
    public Integer call() {
      connect().send("DELETE", path(), null, Map.of(), false);
      return OK;
    }
  }
}
