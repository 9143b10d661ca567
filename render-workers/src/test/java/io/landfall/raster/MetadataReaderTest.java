package io.landfall.raster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetadataReaderTest {
  @TempDir Path folder;

  @Test
  void anEntityOfAFileIsNotReadAndOneOfMuchTextIsNotExpanded() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "canary");
    String file = "<!DOCTYPE a [<!ENTITY x SYSTEM \"%s\">]><a>&x;</a>".formatted(secret.toUri());
    assertThat(text(file)).doesNotContain("canary");
    var bomb = new StringBuilder("<!DOCTYPE a [<!ENTITY e0 \"canary\">");
    for (int i = 1; i < 30; i++) {
      String before = "&e" + (i - 1) + ";";
      bomb.append("<!ENTITY e%d \"%s\">".formatted(i, before.repeat(10)));
    }
    assertThat(text(bomb + "]><a>&e29;</a>")).doesNotContain("canary");
  }

  /** Returns all text, as far as it can be read. */
  private static String text(String xml) {
    var text = new StringBuilder();
    try {
      XMLStreamReader reader = MetadataReader.of(xml);
      while (reader.hasNext()) {
        if (reader.next() == XMLStreamReader.CHARACTERS) {
          text.append(reader.getText());
        }
      }
    } catch (XMLStreamException e) {
      text.append(e.getMessage());
    }
    return text.toString();
  }
}
