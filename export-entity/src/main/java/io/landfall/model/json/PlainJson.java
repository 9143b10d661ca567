package io.landfall.model.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.model.PlainText;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/** Looks through whole documents for text that nothing could store. */
public final class PlainJson {
  private PlainJson() {}

  /**
   * A text, or the name of a member, that may not stand anywhere.
   *
   * @param pointer to it; of a name, to the object that has it
   * @param detail a whole sentence
   */
  public record ForbiddenText(String pointer, String detail) {}

  /** Finds the first text or name in a document that is not {@linkplain PlainText plain}. */
  public static Optional<ForbiddenText> findForbidden(JsonNode root) {
    return find(JsonCursor.ofRoot(root));
  }

  private static Optional<ForbiddenText> find(JsonCursor at) {
    JsonNode node = at.node();
    if (node.isTextual()) {
      return check(at.pointer(), "text", node.textValue());
    }
    if (node.isObject()) {
      for (Iterator<Map.Entry<String, JsonNode>> all = node.fields(); all.hasNext(); ) {
        var member = all.next();
        String name = member.getKey();
        Optional<ForbiddenText> found = check(at.pointer(), "name of a property", name);
        if (found.isEmpty() && mayHoldText(member.getValue())) {
          found = find(at.member(name));
        }
        if (found.isPresent()) {
          return found;
        }
      }
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        if (mayHoldText(node.get(i))) {
          Optional<ForbiddenText> found = find(at.element(i));
          if (found.isPresent()) {
            return found;
          }
        }
      }
    }
    return Optional.empty();
  }

  /** Most of a large document are numbers, which need no pointer. */
  private static boolean mayHoldText(JsonNode node) {
    return node.isTextual() || node.isContainerNode();
  }

  private static Optional<ForbiddenText> check(String pointer, String what, String text) {
    if (PlainText.isPlain(text)) {
      return Optional.empty();
    }
    return Optional.of(
        new ForbiddenText(
            pointer,
            "Invalid %s%s: it holds %s, which is no character of any text. Leave it out."
                .formatted(
                    what,
                    pointer.isEmpty() ? "" : " at " + pointer,
                    PlainText.firstForbidden(text))));
  }
}
