package io.landfall.api.jwt;

import com.nimbusds.jwt.JWTClaimsSet;
import io.landfall.api.http.TokenStore.Principal;
import io.landfall.api.http.TokenStore.TokenScope;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads from claims who somebody is and what he may. */
final class JwtClaims {
  /** Owns the data folder; no issuer names him. */
  private static final String LOCAL_USER = "local";

  private final JwtSettings.ClaimSettings settings;

  JwtClaims(JwtSettings.ClaimSettings settings) {
    this.settings = settings;
  }

  /**
   * Returns whose the claims are. A token without the claim of scopes has what is the user's own;
   * one whose claim names none of ours may be used for nothing.
   *
   * @throws ExportFailure NOT_AUTHENTICATED when they name nobody, NOT_ALLOWED when they allow
   *     nothing
   */
  Principal principal(JWTClaimsSet claims) {
    String user = name(claims, settings.user());
    JwtVerifier.require(
        user != null, "it does not name its user by the claim %s".formatted(settings.user()));
    user = settings.userPrefix() + user;
    JwtVerifier.require(
        Principal.isName(user) && !user.equals(LOCAL_USER),
        "its claim %s is not a user that can be here".formatted(settings.user()));
    String organization =
        settings.organization().isEmpty() ? null : name(claims, settings.organization());
    JwtVerifier.require(
        organization == null || Principal.isName(organization),
        "its claim %s is not the name of an organization".formatted(settings.organization()));
    return new Principal(user, organization, scopes(claims));
  }

  /** Returns the text of a claim; {@code null}: it lacks, or is no text. */
  private static String name(JWTClaimsSet claims, String claim) {
    Object value = claims.getClaim(claim);
    JwtVerifier.require(
        value == null || value instanceof String, "its claim %s is not a text".formatted(claim));
    return (String) value;
  }

  private Set<String> scopes(JWTClaimsSet claims) {
    Object value = claims.getClaim(settings.scopes());
    if (value == null) {
      return Set.of();
    }
    List<String> known = TokenScope.values(scope -> true);
    Set<String> scopes =
        words(value)
            .filter(word -> word.startsWith(settings.scopePrefix()))
            .map(word -> word.substring(settings.scopePrefix().length()))
            .filter(known::contains)
            .collect(Collectors.toUnmodifiableSet());
    if (scopes.isEmpty()) {
      throw new ExportFailure(
          ErrorCode.NOT_ALLOWED,
          "Cannot do this with your JWT: its claim %s has no scope of this service. There are %s."
              .formatted(settings.scopes(), String.join(", ", known)));
    }
    return scopes;
  }

  private static Stream<String> words(Object claim) {
    if (claim instanceof Collection<?> list) {
      return list.stream().filter(Objects::nonNull).map(Object::toString);
    }
    return Arrays.stream(claim.toString().split(" ", -1));
  }
}
