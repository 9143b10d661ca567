package io.landfall.api;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.webhook.Webhook;
import io.landfall.webhook.Webhook.WebhookTarget;
import io.landfall.webhook.WebhookDelivery;
import io.landfall.webhook.WebhookDelivery.WebhookAttempt;
import io.landfall.webhook.WebhookDelivery.WebhookState;
import io.landfall.webhook.WebhookEvent;
import io.landfall.webhook.WebhookSecret;
import io.landfall.webhook.WebhookStore;
import io.landfall.workspace.Access;
import io.landfall.workspace.Caller;
import io.landfall.workspace.PageRequest;
import io.landfall.workspace.Visibility;
import io.landfall.workspace.WorkspaceIds;
import io.landfall.workspace.WorkspacePage;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Webhooks in memory; what was sent to each is one test, under the webhook's own id. */
public final class MemoryWebhooks implements WebhookStore {
  private final Map<UUID, NewWebhook> webhooks = new ConcurrentHashMap<>();

  /** Adds one of somebody's. */
  UUID add(String owner) {
    var target =
        new WebhookTarget(
            "hook", URI.create("https://example.org/hook"), WebhookEvent.ofExports(), List.of());
    var access = new Access(owner, null, Visibility.PRIVATE);
    return create(WorkspaceIds.generate(), access, target).webhook().id();
  }

  @Override
  public NewWebhook create(UUID id, Access access, WebhookTarget target) {
    var made =
        new NewWebhook(
            new Webhook(id, access, target, Instant.now(), null), WebhookSecret.generate());
    NewWebhook before = webhooks.putIfAbsent(id, made);
    if (before != null && !before.webhook().target().equals(target)) {
      throw new ExportFailure(ErrorCode.STATE_CONFLICT, "Cannot keep it: it is another one.");
    }
    return before == null ? made : before;
  }

  @Override
  public Optional<Webhook> find(UUID id, Caller caller) {
    return Optional.ofNullable(webhooks.get(id))
        .map(NewWebhook::webhook)
        .filter(webhook -> webhook.access().isReadableBy(caller));
  }

  @Override
  public WorkspacePage<Webhook> list(Caller caller, PageRequest page) {
    List<Webhook> own =
        webhooks.values().stream()
            .map(NewWebhook::webhook)
            .filter(webhook -> webhook.access().owner().equals(caller.user()))
            .limit(page.limit())
            .toList();
    return new WorkspacePage<>(own, null);
  }

  @Override
  public void delete(UUID id, Caller caller) {
    webhooks.remove(id);
  }

  @Override
  public WorkspacePage<WebhookDelivery> deliveries(
      Webhook webhook, WebhookState state, PageRequest page) {
    boolean shown = state == null || state == WebhookState.DEAD;
    return new WorkspacePage<>(shown ? List.of(delivery(webhook)) : List.of(), null);
  }

  @Override
  public Optional<WebhookDelivery> replay(Webhook webhook, UUID deliveryId) {
    return Optional.of(delivery(webhook)).filter(delivery -> delivery.id().equals(deliveryId));
  }

  @Override
  public WebhookDelivery test(Webhook webhook) {
    return delivery(webhook);
  }

  private static WebhookDelivery delivery(Webhook webhook) {
    var attempt =
        new WebhookAttempt(
            webhook.createdAt(), 500, 12, "It answered 500: only 2xx counts as received.");
    return new WebhookDelivery(
        webhook.id(),
        webhook.id(),
        null,
        WebhookEvent.TEST,
        webhook.createdAt(),
        WebhookState.DEAD,
        List.of(attempt),
        null);
  }
}
