package io.landfall.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SupportedSystemTest {
  @Test
  void windowsIsRefusedWithWhatToDo() {
    assertThat(SupportedSystem.refusal("Windows 11"))
        .hasValueSatisfying(
            why -> assertThat(why).contains("Cannot run on Windows 11", "WSL 2", "container"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Linux", "Mac OS X", "FreeBSD"})
  void othersAreNotRefused(String name) {
    assertThat(SupportedSystem.refusal(name)).isEmpty();
  }
}
