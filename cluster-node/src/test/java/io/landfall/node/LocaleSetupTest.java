package io.landfall.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LocaleSetupTest {
  private static final String ASCII = "ANSI_X3.4-1968";

  @Test
  void numbersAndLettersAreThoseOfNoCountry() {
    Locale before = Locale.getDefault();
    Locale formatBefore = Locale.getDefault(Locale.Category.FORMAT);
    PrintStream out = System.out;
    PrintStream err = System.err;
    try {
      Locale.setDefault(new Locale("tr", "TR"));
      Locale.setDefault(Locale.Category.FORMAT, new Locale("ar", "EG"));
      assertThat("%d".formatted(15432)).isEqualTo("١٥٤٣٢");
      LocaleSetup.apply();
      assertThat("%d %,.1f %s".formatted(15432, 1234.5, "TIFF".toLowerCase(Locale.getDefault())))
          .isEqualTo("15432 1,234.5 tiff");
    } finally {
      Locale.setDefault(before);
      Locale.setDefault(Locale.Category.FORMAT, formatBefore);
      System.setOut(out);
      System.setErr(err);
    }
  }

  @Test
  void whatTheJvmCouldNotReadIsNamed() {
    String[] arguments = {"export", "--scene", "/data/M\uFFFD\uFFFDnchen"};
    assertThat(LocaleSetup.unreadable(ASCII, arguments, Map.of()).orElseThrow())
        .contains("the argument \"/data/M", ASCII, "LC_ALL=C.UTF-8");
    assertThat(
            LocaleSetup.unreadable(
                    ASCII, new String[0], Map.of("DATABASE_URL", "postgres://a:\uFFFD@db/lf"))
                .orElseThrow())
        .contains("the variable DATABASE_URL:")
        .doesNotContain("postgres:");
    assertThat(LocaleSetup.unreadable(ASCII, new String[0], Map.of("PWD", "/data/M\uFFFD")))
        .hasValueSatisfying(why -> assertThat(why).contains("the variable PWD:"));
    assertThat(
            LocaleSetup.unreadable(ASCII, new String[] {"version"}, Map.of("LESSOPEN", "/\uFFFD")))
        .isEmpty();
    assertThat(LocaleSetup.unreadable("UTF-8", arguments, Map.of())).isEmpty();
  }
}
