package io.landfall.node.formation;

import akka.actor.ActorSystem;
import akka.remote.artery.tcp.SSLEngineProvider;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import scala.Option;

/**
 * For a node that nobody ever joins: its port has no key and trusts none, so every handshake fails.
 * Named in the settings, made by Akka.
 */
public final class NoPeersSslEngineProvider implements SSLEngineProvider {
  /** As Akka calls it; does nothing, for mostly nobody ever connects. */
  public NoPeersSslEngineProvider(ActorSystem system) {}

  @Override
  public SSLEngine createServerSSLEngine(String hostname, int port) {
    SSLEngine engine = engine(hostname, port);
    engine.setUseClientMode(false);
    engine.setNeedClientAuth(true);
    return engine;
  }

  @Override
  public SSLEngine createClientSSLEngine(String hostname, int port) {
    SSLEngine engine = engine(hostname, port);
    engine.setUseClientMode(true);
    return engine;
  }

  private static SSLEngine engine(String hostname, int port) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[0], new TrustManager[0], null);
      return context.createSSLEngine(hostname, port);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Cannot refuse a connection: every Java has TLS", e);
    }
  }

  @Override
  public Option<Throwable> verifyClientSession(String hostname, SSLSession session) {
    return Option.apply(new IllegalStateException("Nobody joins this node"));
  }

  @Override
  public Option<Throwable> verifyServerSession(String hostname, SSLSession session) {
    return Option.apply(new IllegalStateException("This node joins nobody"));
  }
}
