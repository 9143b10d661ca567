package io.landfall.api.token;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.api.http.TokenStore.Principal;
import io.landfall.api.http.TokenStore.TokenScope;
import io.landfall.api.json.BodyCursor;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a token is wanted for.
 *
 * @param lifetime {@code null}: for ever
 */
record TokenRequest(Principal principal, Duration lifetime) {
  private static final Set<String> MEMBERS =
      Set.of("user", "organization", "scopes", "expiresInDays");
  private static final int MAX_DAYS = 36_500;
  private static final int MAX_SCOPE = 100;

  /** Reads a body; a problem of 422 names every member that is wrong. */
  static TokenRequest read(JsonNode root) {
    BodyCursor body = BodyCursor.ofRoot(root);
    TokenRequest request = body.expectObject(MEMBERS) ? read(body) : null;
    body.throwIfInvalid();
    return request;
  }

  private static TokenRequest read(BodyCursor body) {
    String user = body.member("user").requiredText(Principal.MAX_NAME);
    checkName(body.member("user"), user);
    String organization = body.member("organization").text(Principal.MAX_NAME);
    checkName(body.member("organization"), organization);
    Integer days = body.member("expiresInDays").wholeNumber(1, MAX_DAYS);
    Set<String> scopes = scopes(body.member("scopes"));
    return user == null
        ? null
        : new TokenRequest(
            new Principal(user, organization, scopes), days == null ? null : Duration.ofDays(days));
  }

  private static Set<String> scopes(BodyCursor member) {
    List<String> known = TokenScope.values(scope -> true);
    var scopes = new TreeSet<String>();
    for (BodyCursor each : member.elements(known.size())) {
      String scope = each.requiredText(MAX_SCOPE);
      if (scope != null && !known.contains(scope)) {
        each.addError("Unknown scope: there are %s.".formatted(String.join(", ", known)));
      } else if (scope != null) {
        scopes.add(scope);
      }
    }
    return scopes;
  }

  private static void checkName(BodyCursor member, String name) {
    if (name != null && !Principal.isName(name)) {
      member.addError(
          "Invalid name: one has 1 to %d characters, none of them a control character."
              .formatted(Principal.MAX_NAME));
    }
  }
}
