package io.landfall.node.wiring;

import com.typesafe.config.Config;
import io.landfall.api.http.ApiSettings;
import io.landfall.api.webhook.WebhookPorts;
import io.landfall.export.Exports;
import io.landfall.http.CheckedAddresses;
import io.landfall.pool.NodePools;
import io.landfall.pool.PoolName;
import io.landfall.secret.SecretCipher;
import io.landfall.webhook.JdbcWebhookStore;
import io.landfall.webhook.WebhookQueue;
import io.landfall.webhook.WebhookSender;
import io.landfall.webhook.WebhookSender.WebhookServices;
import io.landfall.webhook.WebhookSenderSettings;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Webhooks of a node: API nodes keep them, control nodes call them. */
final class WebhookWiring {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookWiring.class);

  /** So that what is due to webhooks takes no connection that exports wait for. */
  private static final int CONNECTIONS = 2;

  private WebhookWiring() {}

  /** Returns what the routes ask. */
  static WebhookPorts ports(NodeParts node) {
    Config config = node.config();
    return new WebhookPorts(
        new JdbcWebhookStore(
            node.services().connections().workspace(config), node.services().secretCipher(config)),
        new CheckedAddresses(
            WebhookSenderSettings.from(config).allowedHosts(), WebhookSenderSettings.ALLOWED_HOSTS),
        NodePools.of(node.system()).get(PoolName.WORKSPACE));
  }

  /** Starts what calls them; without the key of their secrets other nodes do. */
  static void startSender(NodeParts node, Exports exports) {
    Optional<SecretCipher> cipher = node.services().secretCipher(node.config());
    if (cipher.isEmpty()) {
      LOG.info("This node calls no webhooks: it has no key for secrets (LANDFALL_SECRETS_KEY)");
      return;
    }
    var database = node.services().connections().open(node.config(), "webhooks", CONNECTIONS);
    WebhookSender.start(
        node.system(),
        new WebhookServices(
            new WebhookQueue(database.dataSource(), cipher.get()),
            exports,
            ApiSettings.from(node.config()).externalUrl(),
            NodeWiring.serverPaths(node.settings())::redact,
            NodePools.of(node.system()).get(PoolName.WEBHOOKS),
            NodePools.of(node.system()).get(PoolName.LOOKUPS),
            Clock.systemUTC()),
        WebhookSenderSettings.from(node.config()));
  }
}
