package io.landfall.ingest.list;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.landsat.LandsatId;
import io.landfall.landsat.LineDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;

class KnownRowsTest {
  private static final String FIRST = SceneLists.awsRow(1);
  private static final String SECOND = SceneLists.awsRow(2);
  private static final String WARNED = SceneLists.awsRow(3).replace("12.58", "many");
  private static final String QUOTED = SceneLists.awsRow(4).replace("L1TP,", "\"L1TP\n\",");
  private static final String INVALID = SceneLists.awsRow(5).replace("2018-05-05", "2018-05-55");
  private static final String ALL = SceneLists.AWS + FIRST + SECOND + WARNED + QUOTED + INVALID;

  /** Knows the rows of lists that were read before. */
  private static final class Memory implements KnownRows {
    private final Set<LineDigest> digests = new HashSet<>();
    private final List<String> ids = new ArrayList<>();
    private boolean asks;

    static Memory of(String... lists) {
      var memory = new Memory();
      for (String list : lists) {
        digests(list).forEach(memory.digests::add);
      }
      return memory;
    }

    @Override
    public boolean contains(LineDigest digest, Supplier<String> id) {
      if (!digests.contains(digest)) {
        return false;
      }
      if (asks) {
        ids.add(id.get());
      }
      return true;
    }
  }

  private static List<LineDigest> digests(String list) {
    return SceneLists.read(list).rows().stream()
        .filter(SceneListRow.ValidRow.class::isInstance)
        .map(row -> ((SceneListRow.ValidRow) row).digest())
        .toList();
  }

  private static String kinds(String list, KnownRows known) {
    return SceneLists.read(list, known).rows().stream()
        .map(row -> row.line() + row.getClass().getSimpleName().substring(0, 1))
        .collect(Collectors.joining(" "));
  }

  @Test
  void aKnownRowIsNotRead() {
    assertThat(kinds(ALL, KnownRows.NONE)).isEqualTo("2V 3V 4V 5V 7I");
    assertThat(kinds(ALL, Memory.of(ALL))).isEqualTo("2K 3K 4V 5V 7I");
    String other = SceneLists.AWS + SECOND + "\n" + SceneLists.AWS + SceneLists.awsRow(9) + FIRST;
    assertThat(kinds(other, Memory.of(ALL))).isEqualTo("2K 5V 6K");
    assertThat(kinds(ALL.replace("\n", "\r\n"), Memory.of(ALL.replace("\n", "\r\n"))))
        .isEqualTo("2K 3K 4V 5V 7I");
  }

  @Test
  void whatCouldNotBeReadIsWarnedOfEachTime() {
    SceneLists.Read again = SceneLists.read(ALL, Memory.of(ALL));

    assertThat(again.warnings()).hasSize(2).first().asString().contains("cloudCover");
    assertThat(again.bad()).hasSize(1);
    assertThat(digests(ALL)).doesNotHaveDuplicates();
  }

  @Test
  void theRowThatAListEndsWithIsReadToSeeWhetherItWasCut() {
    String whole =
        SceneLists.AWS
            + IntStream.rangeClosed(1, 28)
                .mapToObj(SceneLists::awsRow)
                .collect(Collectors.joining());
    for (int cut = 1; cut <= 60; cut++) {
      String list = whole.substring(0, whole.length() - cut);
      SceneLists.Read read = SceneLists.read(list);
      SceneLists.Read again = SceneLists.read(list, Memory.of(whole, list));

      assertThat(again.seemsCut()).as(list).isEqualTo(read.seemsCut());
      assertThat(again.bad()).isEqualTo(read.bad());
      assertThat(again.scenes()).hasSize(read.bad().isEmpty() ? 1 : 0);
    }
  }

  @Test
  void aDigestIsThatOfLineAndHeader() {
    String renamed = SceneLists.AWS.replace("cloudCover", "clouds");

    assertThat(digests(SceneLists.AWS + FIRST)).isEqualTo(digests(SceneLists.AWS + FIRST));
    assertThat(digests(SceneLists.AWS + FIRST)).isNotEqualTo(digests(renamed + FIRST));
    assertThat(digests(SceneLists.AWS + FIRST))
        .isNotEqualTo(digests(SceneLists.AWS + FIRST.replace("12.58", "12.59")));
    assertThat(digests(SceneLists.AWS + QUOTED))
        .isNotEqualTo(digests(SceneLists.AWS + QUOTED.replace("\n\",", "\n \",")));
  }

  @Test
  void theIdOfAKnownRowIsThatOfItsScene() {
    Memory memory = Memory.of(ALL);
    memory.asks = true;

    SceneLists.read(SceneLists.AWS + FIRST + SECOND, memory);

    assertThat(memory.ids)
        .containsExactlyElementsOf(
            LandsatId.findAll(FIRST + SECOND).stream()
                .filter(id -> id.length() == 40)
                .distinct()
                .toList());
  }

  /** Else an index that knows rows by their digests would keep what they were read as before. */
  @Test
  void rowsAreReadByTheRulesOfThisVersion() {
    String lists =
        IntStream.rangeClosed(1, 9)
            .mapToObj(
                day ->
                    SceneLists.read(
                        SceneLists.AWS
                            + SceneLists.awsRow(15 * day, 20 + day, day)
                            + SceneLists.awsRow(day).replace("12.58", "-1")
                            + SceneLists.awsRow(day).replace("39.26098", "")
                            + SceneLists.awsRow(day).replace("-75.02513", "-179.2" + day)
                            + SceneLists.awsRow(day).replace(",15,32,", ",,,")
                            + SceneLists.awsRow(day).replace(" 15:45:24.440753", "")
                            + SceneLists.awsRow(day).replace("https://example.org", "gs://a")
                            + SceneLists.awsRow(day).replace("L1TP,15", "OLI_L1GT,15")
                            + WARNED
                            + QUOTED))
            .map(read -> read.scenes() + " " + read.warnings())
            .collect(Collectors.joining("\n"));

    assertThat(LineHash.RULES_VERSION + " " + DigestUtils.sha1Hex(lists))
        .as("where rows are read otherwise than before, LineHash.RULES_VERSION changes, and this")
        .isEqualTo("1 c56ed4405a82dc12404794cf66915d91ae1986de");
  }
}
