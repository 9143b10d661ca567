package io.landfall.api.http;

import akka.http.javadsl.model.headers.ModeledCustomHeader;

/**
 * The size of what a HEAD does not send. Akka HTTP renders none there, and suppresses its own
 * Content-Length header and a raw one; a custom header it lets through.
 */
public final class HeadContentLength extends ModeledCustomHeader {
  public HeadContentLength(long bytes) {
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
