package io.landfall.node;

import io.landfall.node.cli.CommandLineRunner;
import io.landfall.node.local.LocalClient;
import java.util.Optional;
import javax.xml.parsers.SAXParserFactory;

/** The program. */
public final class Landfall {
  private static final String XML_PARSER = "javax.xml.parsers.SAXParserFactory";

  private Landfall() {}

  /** Runs one mode; the exit codes are in {@link io.landfall.node.cli.ExitCodes}. */
  public static void main(String[] arguments) {
    LocaleSetup.apply();
    Optional<String> refusal =
        SupportedSystem.refusal(System.getProperty("os.name"))
            .or(
                () ->
                    LocaleSetup.unreadable(
                        System.getProperty("sun.jnu.encoding"), arguments, System.getenv()));
    if (refusal.isPresent()) {
      System.exit(CommandLineRunner.refuse(refusal.get()));
    }
    int handedOver = LocalClient.run(arguments);
    if (handedOver != LocalClient.IN_PROCESS) {
      System.exit(handedOver);
    }
    nameXmlParser();
    CompilerDirectives.addFor(arguments);
    int exitCode = CommandLineRunner.execute(arguments);
    System.exit(exitCode);
  }

  /**
   * Names the parser that Java has, for no library of ours brings another. Unnamed, it is looked
   * for in all of them, for each answer of a store.
   */
  private static void nameXmlParser() {
    if (System.getProperty(XML_PARSER) == null) {
      String own = SAXParserFactory.newDefaultInstance().getClass().getName();
      System.setProperty(XML_PARSER, own);
    }
  }
}
