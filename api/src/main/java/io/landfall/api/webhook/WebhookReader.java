package io.landfall.api.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.api.json.BodyCursor;
import io.landfall.http.AddressRefusedException;
import io.landfall.http.CheckedAddresses;
import io.landfall.webhook.Webhook;
import io.landfall.webhook.Webhook.WebhookTarget;
import io.landfall.webhook.WebhookEvent;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads the body that makes a webhook, and names all its errors. */
final class WebhookReader {
  private static final int MAX_NAME = 200;
  private static final int MAX_EVENT = 100;
  private static final int MAX_PORT = 65_535;
  private static final Set<String> MEMBERS = Set.of("name", "url", "events", "labels");

  private WebhookReader() {}

  static WebhookTarget read(JsonNode json, CheckedAddresses addresses) {
    BodyCursor body = BodyCursor.ofRoot(json);
    WebhookTarget target = body.expectObject(MEMBERS) ? read(body, addresses) : null;
    body.throwIfInvalid();
    return target;
  }

  private static WebhookTarget read(BodyCursor body, CheckedAddresses addresses) {
    String name = body.member("name").requiredText(MAX_NAME);
    URI url = url(body.member("url"), addresses);
    return new WebhookTarget(
        name, url, events(body.member("events")), labels(body.member("labels")));
  }

  /** Says what can be said without a lookup of the host; that is checked before each call. */
  private static URI url(BodyCursor member, CheckedAddresses addresses) {
    String text = member.requiredText(Webhook.MAX_URL);
    if (text == null) {
      return null;
    }
    try {
      URI url = URI.create(text);
      addresses.checkForm(url);
      if (url.getRawFragment() != null) {
        member.addError("Invalid url: it has a fragment (#), which is never sent. Take it out.");
      } else if (url.getPort() == 0 || url.getPort() > MAX_PORT) {
        member.addError(
            "Invalid url: its port is not one of 1 to %d. Correct it.".formatted(MAX_PORT));
      }
      return url;
    } catch (AddressRefusedException e) {
      member.addError("Invalid url: " + e.reason());
    } catch (IllegalArgumentException e) {
      member.addError("Invalid url: it is not a URL as https://example.org/hook. Correct it.");
    }
    return null;
  }

  /** Without any it is called for all of exports. */
  private static List<WebhookEvent> events(BodyCursor member) {
    List<WebhookEvent> known = WebhookEvent.ofExports();
    if (member.isAbsent()) {
      return known;
    }
    Set<WebhookEvent> events = new LinkedHashSet<>();
    List<BodyCursor> elements = member.elements(known.size());
    for (BodyCursor each : elements) {
      String type = each.requiredText(MAX_EVENT);
      if (type != null) {
        WebhookEvent.find(type)
            .filter(known::contains)
            .ifPresentOrElse(
                events::add,
                () ->
                    each.addError(
                        "Unknown event: there are %s."
                            .formatted(
                                String.join(
                                    ", ", known.stream().map(WebhookEvent::type).toList()))));
      }
    }
    if (member.node().isArray() && member.node().isEmpty()) {
      member.addError("Invalid events: name at least one, or leave them out for all.");
    }
    return List.copyOf(events);
  }

  private static List<String> labels(BodyCursor member) {
    List<String> labels = new ArrayList<>();
    for (BodyCursor each : member.elements(Webhook.MAX_LABELS)) {
      String label = each.requiredText(Webhook.MAX_LABEL);
      if (label != null && !labels.contains(label)) {
        labels.add(label);
      }
    }
    return labels;
  }
}
