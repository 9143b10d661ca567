package io.landfall.api.tiles;

import io.landfall.api.http.TokenStore.Principal;
import io.landfall.api.json.ApiProblem;
import io.landfall.api.tiles.TemplateSigner.ExpiredTemplate;
import io.landfall.api.tiles.TemplateSigner.TemplateTerms;
import io.landfall.api.tiles.TemplateSigner.TemplateVerification;
import io.landfall.api.tiles.TemplateSigner.ValidTemplate;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.ExportSource;
import io.landfall.model.request.ToolSource;
import java.time.Duration;
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

  /** So many scenes may the layers have together that are kept, a layer counting as ten more. */
  private static final int MOST_SCENES = 200_000;

  private static final int LAYER_WEIGHT = 10;

  private final LayerFinder finder;
  private final LayerCallers callers;
  private final TemplateSigner signer;
  private final RecentAnswers<LayerKey, ShownLayer> layers =
      new RecentAnswers<>(MOST_SCENES, KEPT, TileLayers::weight);

  /**
   * A layer as an address names it, and who reads.
   *
   * @param reader {@code null}: whom the signature names
   */
  private record LayerKey(LayerTarget target, LayerQuery query, Principal reader) {}

  TileLayers(LayerFinder finder, LayerCallers callers, TemplateSigner signer) {
    this.finder = finder;
    this.callers = callers;
    this.signer = signer;
  }

  /** Finds a layer for who has shown a token. */
  CompletionStage<ShownLayer> find(LayerTarget target, LayerQuery query, Principal reader) {
    var key = new LayerKey(target, ofLayer(query, null), reader);
    return layers.get(key, () -> finder.find(target, key.query(), reader, null));
  }

  /**
   * Returns who reads by the signature of an address.
   *
   * @throws ApiProblem 403 and 410 where it is not good
   */
  TemplateTerms terms(LayerTarget target, LayerQuery query) {
    TemplateVerification verification = signer.verify(signedPart(target, query), query.signature());
    if (verification instanceof ValidTemplate valid) {
      return valid.terms();
    }
    if (verification instanceof ExpiredTemplate expired) {
      throw new ApiProblem(
          410,
          "link-expired",
          String.format(
              Locale.ROOT,
              "Cannot take this signature: it was good until %s. Ask for the tilejson.json of the"
                  + " layer again.",
              expired.end()));
    }
    throw new ApiProblem(
        403,
        "link-invalid",
        "Cannot take this signature: it was not made here for this layer and these parameters. Ask"
            + " for the tilejson.json of the layer.");
  }

  /**
   * Finds a layer for whom the signature of its address names.
   *
   * @return fails also with 401 where the token is withdrawn that it was made for
   */
  CompletionStage<ShownLayer> findSigned(
      LayerTarget target, LayerQuery query, TemplateTerms terms) {
    var key = new LayerKey(target, ofLayer(query, query.signature()), null);
    return layers.get(
        key,
        () ->
            callers
                .isWithdrawn(terms.tokenSha256())
                .thenCompose(
                    withdrawn -> {
                      if (withdrawn) {
                        throw new ExportFailure(
                            ErrorCode.NOT_AUTHENTICATED,
                            "Cannot let you in: the token is expired or withdrawn that this address"
                                + " was made for. Ask for its tilejson.json again.");
                      }
                      return finder.find(target, key.query(), terms.reader(), terms);
                    }));
  }

  private static int weight(ShownLayer layer) {
    ExportRequest request = layer.layer().request();
    int scenes =
        request.source() instanceof ExportSource.MosaicSource mosaic ? mosaic.scenes().size() : 0;
    for (ToolSource input : request.effectiveProcessing().inputs().values()) {
      scenes += input.scenes().size();
    }
    return LAYER_WEIGHT + scenes;
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
}
