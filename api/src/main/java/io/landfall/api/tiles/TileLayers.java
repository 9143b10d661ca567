package io.landfall.api.tiles;

import io.landfall.api.http.TokenStore.Principal;
import io.landfall.api.json.ApiProblem;
import io.landfall.api.tiles.TemplateSigner.ExpiredTemplate;
import io.landfall.api.tiles.TemplateSigner.TemplateTerms;
import io.landfall.api.tiles.TemplateSigner.TemplateVerification;
import io.landfall.api.tiles.TemplateSigner.ValidTemplate;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * The layers that maps look at. Who looks at one asks for many tiles of it: what it shows, and
 * whether he may see it, is looked up once in two seconds. What changes on this node counts at
 * once, elsewhere within these two seconds.
 */
final class TileLayers {
  private static final Duration KEPT = Duration.ofSeconds(2);
  private static final int MOST_KEPT = 2_000;

  private final LayerFinder finder;
  private final LayerCallers callers;
  private final TemplateSigner signer;
  private final Clock clock;
  private final RecentAnswers<LayerKey, ShownLayer> layers = new RecentAnswers<>(MOST_KEPT, KEPT);

  /**
   * A layer as an address names it, and who reads.
   *
   * @param reader {@code null}: whom the signature names
   */
  private record LayerKey(LayerTarget target, LayerQuery query, Principal reader) {}

  TileLayers(LayerFinder finder, LayerCallers callers, TemplateSigner signer, Clock clock) {
    this.finder = finder;
    this.callers = callers;
    this.signer = signer;
    this.clock = clock;
  }

  /** Finds a layer for who has shown a token. */
  CompletionStage<ShownLayer> find(LayerTarget target, LayerQuery query, Principal reader) {
    var key = new LayerKey(target, ofLayer(query, null), reader);
    return layers.get(key, () -> finder.find(target, key.query(), reader, null));
  }

  /**
   * Finds a layer by the signature of its address.
   *
   * @return fails also with 403 and 410 where the signature is not good, 401 where the token is
   *     withdrawn that it was made for
   */
  CompletionStage<ShownLayer> findSigned(LayerTarget target, LayerQuery query) {
    var key = new LayerKey(target, ofLayer(query, query.signature()), null);
    return layers
        .get(key, () -> verified(target, key.query()))
        .thenApply(
            layer -> {
              checkEnd(layer.terms().end());
              return layer;
            });
  }

  /** Forgets what all layers show: something has changed. */
  void forget() {
    layers.clear();
  }

  /** Returns what is signed of an address. */
  static String signedPart(LayerTarget target, LayerQuery query) {
    return target.kind().plural() + "/" + target.id() + "?" + query.canonical();
  }

  private static LayerQuery ofLayer(LayerQuery query, String signature) {
    return new LayerQuery(query.layer(), Map.of(), signature);
  }

  private CompletionStage<ShownLayer> verified(LayerTarget target, LayerQuery query) {
    TemplateTerms terms = terms(signer.verify(signedPart(target, query), query.signature()));
    return callers
        .isWithdrawn(terms.tokenSha256())
        .thenCompose(
            withdrawn -> {
              if (withdrawn) {
                throw new ExportFailure(
                    ErrorCode.NOT_AUTHENTICATED,
                    "Cannot let you in: the token is expired or withdrawn that this address was"
                        + " made for. Ask for its tilejson.json again.");
              }
              return finder.find(target, query, terms.reader(), terms);
            });
  }

  private TemplateTerms terms(TemplateVerification verification) {
    if (verification instanceof ValidTemplate valid) {
      return valid.terms();
    }
    if (verification instanceof ExpiredTemplate expired) {
      checkEnd(expired.end());
    }
    throw new ApiProblem(
        403,
        "link-invalid",
        "Cannot take this signature: it was not made here for this layer and these parameters. Ask"
            + " for the tilejson.json of the layer.");
  }

  private void checkEnd(Instant end) {
    if (!clock.instant().isBefore(end)) {
      throw new ApiProblem(
          410,
          "link-expired",
          String.format(
              Locale.ROOT,
              "Cannot take this signature: it was good until %s. Ask for the tilejson.json of the"
                  + " layer again.",
              end));
    }
  }
}
