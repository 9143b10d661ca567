package io.landfall.api.edge;

import akka.stream.Attributes;
import akka.stream.BidiShape;
import akka.stream.Inlet;
import akka.stream.Outlet;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;
import akka.util.ByteString;
import io.landfall.api.http.ConnectionSettings;

/**
 * The bytes of one connection, between TCP and Akka HTTP. To Akka HTTP pass heads that are whole
 * and well-formed, and of bodies what belongs to them; a head that is not is answered here, after
 * what was asked before. A connection that waits too long for its client ends.
 */
final class RequestGuard
    extends GraphStage<BidiShape<ByteString, ByteString, ByteString, ByteString>> {
  final Inlet<ByteString> fromClient = Inlet.create("RequestGuard.fromClient");
  final Outlet<ByteString> toServer = Outlet.create("RequestGuard.toServer");
  final Inlet<ByteString> fromServer = Inlet.create("RequestGuard.fromServer");
  final Outlet<ByteString> toClient = Outlet.create("RequestGuard.toClient");
  private final BidiShape<ByteString, ByteString, ByteString, ByteString> shape =
      BidiShape.of(fromServer, toClient, fromClient, toServer);

  final ClientConnection connection;
  final OpenConnections all;
  final ConnectionSettings settings;

  RequestGuard(ClientConnection connection, OpenConnections all, ConnectionSettings settings) {
    this.connection = connection;
    this.all = all;
    this.settings = settings;
  }

  @Override
  public BidiShape<ByteString, ByteString, ByteString, ByteString> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new RequestGuardLogic(this);
  }
}
