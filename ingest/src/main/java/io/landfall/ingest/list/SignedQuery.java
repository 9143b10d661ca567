package io.landfall.ingest.list;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The query of a URL without what signs it: that is another one every time, and the list the same.
 */
final class SignedQuery {
  /** As AWS, Google, Azure, Alibaba, CloudFront, Akamai and others name their parameters. */
  private static final Pattern SIGNATURE_NAME =
      Pattern.compile(
          "x-(amz|goog|oss)-.*|(aws|oss)accesskeyid|googleaccessid|signature|sig|expires|expiry|exp"
              + "|key-pair-id|policy|hdnea|hdnts|hmac|e|st|se|sp|sv|sr|ss|srt|spr|sip|sks|skv|skt|ske"
              + "|skoid|sktid|(.*[-_])?(token|auth|secret|(api|access|account|subscription)[-_]?key)|timestamp|ts|nonce");

  private SignedQuery() {}

  /**
   * Returns the parameters that stay the same.
   *
   * @param query {@code null}: there is none
   */
  static String withoutSignature(String query) {
    if (query == null) {
      return "";
    }
    return Arrays.stream(query.split("&"))
        .filter(parameter -> !parameter.isEmpty() && !isSignature(parameter))
        .collect(Collectors.joining("&"));
  }

  private static boolean isSignature(String parameter) {
    String name = parameter.replaceFirst("(?s)=.*", "").toLowerCase(Locale.ROOT);
    return SIGNATURE_NAME.matcher(name).matches();
  }
}
