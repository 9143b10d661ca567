package io.landfall.webhook;

import io.landfall.webhook.Webhook.WebhookTarget;
import io.landfall.webhook.WebhookDelivery.WebhookState;
import io.landfall.workspace.Access;
import io.landfall.workspace.Caller;
import io.landfall.workspace.PageRequest;
import io.landfall.workspace.WorkspacePage;
import java.util.Optional;
import java.util.UUID;

/**
 * Keeps webhooks, their secrets encrypted, and what was sent to them. Blocking; fails with an
 * {@link io.landfall.model.ExportFailure} of DATABASE_UNAVAILABLE.
 */
public interface WebhookStore {
  /**
   * A webhook with its secret, for the answer that shows it.
   *
   * @param secret which is shown once
   */
  record NewWebhook(Webhook webhook, WebhookSecret secret) {}

  /**
   * Makes one with a secret of ours; finds it again where it is there already with the same target.
   *
   * @throws io.landfall.model.ExportFailure STATE_CONFLICT where the id is used for another, or the
   *     owner has too many; OPTION_UNSUPPORTED where this service has no key for secrets
   */
  NewWebhook create(UUID id, Access access, WebhookTarget target);

  /** Returns one; empty when there is none or it is not for {@code caller}. */
  Optional<Webhook> find(UUID id, Caller caller);

  /** Returns those of the caller, newest first. */
  WorkspacePage<Webhook> list(Caller caller, PageRequest page);

  /**
   * Removes one with its secret and all that is due to it.
   *
   * @throws io.landfall.model.ExportFailure WORKSPACE_UNKNOWN where it is not there for {@code
   *     caller}
   */
  void delete(UUID id, Caller caller);

  /**
   * Returns what was sent to one and what will be, newest event first.
   *
   * @param state of those returned; {@code null}: any
   * @throws io.landfall.model.ExportFailure REQUEST_INVALID for a cursor that is none
   */
  WorkspacePage<WebhookDelivery> deliveries(Webhook webhook, WebhookState state, PageRequest page);

  /**
   * Has one sent again, from the first attempt of the schedule on; one that is sent just now is
   * left alone. Empty when there is none.
   *
   * @throws io.landfall.model.ExportFailure STATE_CONFLICT where the webhook is disabled
   */
  Optional<WebhookDelivery> replay(Webhook webhook, UUID deliveryId);

  /**
   * Has a test sent. One at a time is kept: the one before it is forgotten, one that waits is it.
   *
   * @throws io.landfall.model.ExportFailure STATE_CONFLICT where the webhook is disabled
   */
  WebhookDelivery test(Webhook webhook);
}
