package io.landfall.api;

import akka.http.javadsl.model.headers.ModeledCustomHeader;

/**
 * The size of what a HEAD does not send. Akka HTTP renders none there, and suppresses its own
 * Content-Length header and a raw one; a custom header it lets through.
 */
final class ContentLength extends ModeledCustomHeader {
  ContentLength(long bytes) {
    super("Content-Length", Long.toString(bytes));
  }

  @Override
  public boolean renderInRequests() {
    return false;
  }

  @Override
  public boolean renderInResponses() {
    return true;
  }
}
