package io.landfall.api.http;

import akka.http.javadsl.model.HttpRequest;
import io.landfall.api.json.ApiProblem;
import io.landfall.model.PlainText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Paths and query parameters before anybody reads them. */
public final class RequestTargets {
  /** What percent-encoding could hide: C0 controls, and bytes that are no UTF-8. */
  private static final Pattern SUSPICIOUS = Pattern.compile("%[0189A-Fa-f]");

  private RequestTargets() {}

  /**
   * Checks that path and query hold only characters that a text can have.
   *
   * @throws ApiProblem 400
   */
  public static void checkPlain(HttpRequest request) {
    String raw = request.getUri().toString();
    if (!SUSPICIOUS.matcher(raw).find()) {
      return;
    }
    String decoded = percentDecoded(raw);
    if (!PlainText.isPlain(decoded)) {
      throw new ApiProblem(
          400,
          "parameter-invalid",
          "Invalid URL: its path or query holds %s, which is no character of any text. Leave it out."
              .formatted(PlainText.firstForbidden(decoded)));
    }
  }

  /** Decodes what is encoded well; the rest stays, as others will refuse it in better words. */
  private static String percentDecoded(String raw) {
    byte[] bytes = new byte[raw.length()];
    int length = 0;
    for (int at = 0; at < raw.length(); at++) {
      int high = raw.charAt(at) == '%' && at + 2 < raw.length() ? digit(raw, at + 1) : -1;
      int low = high < 0 ? -1 : digit(raw, at + 2);
      if (low < 0) {
        bytes[length++] = (byte) raw.charAt(at);
      } else {
        bytes[length++] = (byte) (16 * high + low);
        at += 2;
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, 0, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new ApiProblem(
          400,
          "parameter-invalid",
          "Invalid URL: what is percent-encoded in its path or query is not UTF-8.");
    }
  }

  private static int digit(String raw, int at) {
    return Character.digit(raw.charAt(at), 16);
  }
}
