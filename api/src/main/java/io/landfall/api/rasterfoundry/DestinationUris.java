package io.landfall.api.rasterfoundry;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.api.json.BodyCursor;
import io.landfall.model.ErrorCode;
import io.landfall.workspace.Caller;
import io.landfall.workspace.DeliveryConfig;
import io.landfall.workspace.DeliveryConfigStore;
import io.landfall.workspace.PageRequest;
import io.landfall.workspace.WorkspacePage;
import java.util.Optional;
import java.util.UUID;

/**
 * Finds the delivery configuration that a URI is for, as {@code s3://bucket/prefix} or {@code
 * dropbox:///folder}: nobody's file goes elsewhere than he asked, and no keys but his own write it.
 */
record DestinationUris(DeliveryConfigStore configs) {
  private static final int PAGE = 100;

  /**
   * Returns the id of the newest one of the caller's whose place is exactly {@code uri}; notes at
   * {@code at} that there is none. Blocks.
   */
  Optional<UUID> find(String uri, Caller caller, BodyCursor at) {
    String wanted = withoutSlash(uri);
    String after = null;
    do {
      WorkspacePage<DeliveryConfig> page = configs.list(caller, new PageRequest(PAGE, after));
      for (DeliveryConfig config : page.items()) {
        if (place(config).equals(wanted)) {
          return Optional.of(config.id());
        }
      }
      after = page.next();
    } while (after != null);
    at.addError(
        ErrorCode.OPTION_UNSUPPORTED,
        "Cannot deliver to %s: none of your delivery configurations is for this place. Make one by POST /v1/delivery-configs (S3 or DROPBOX), or leave source out and fetch the files of the export."
            .formatted(at.displayValue()));
    return Optional.empty();
  }

  /** Returns where a configuration delivers; empty for a link. */
  private static String place(DeliveryConfig config) {
    JsonNode values = config.settings().values();
    return withoutSlash(
        switch (config.settings().type()) {
          case S3 ->
              "s3://%s/%s"
                  .formatted(values.path("bucket").asText(), values.path("prefix").asText(""));
          case DROPBOX -> "dropbox://" + values.path("path").asText();
          case HTTP -> "";
        });
  }

  private static String withoutSlash(String uri) {
    return uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
  }
}
