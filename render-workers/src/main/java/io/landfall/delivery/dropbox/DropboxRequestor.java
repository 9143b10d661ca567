package io.landfall.delivery.dropbox;

import com.dropbox.core.DbxHost;
import com.dropbox.core.http.HttpRequestor;
import io.landfall.http.BoundedBody;
import io.landfall.http.BoundedHttpClient;
import io.landfall.http.ResponseLimits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Carries the SDK's requests to the hosts of the settings, each with a deadline, and follows no
 * redirect: the token goes nowhere else. The SDK's own requestor cannot be used, since the JDK's
 * old URL connection below it loses why a streamed request was refused by 401, repeats a POST on
 * its own when a connection ends, and has no deadline for what it sends.
 */
final class DropboxRequestor extends HttpRequestor {
  private static final int MOST_ANSWER_BYTES = 1 << 20;

  /** Set by the JDK's client, which refuses them as headers. */
  private static final Set<String> OF_THE_CLIENT =
      Set.of("content-length", "host", "connection", "expect", "upgrade");

  private final BoundedHttpClient client;
  private final DropboxSettings settings;

  DropboxRequestor(BoundedHttpClient client, DropboxSettings settings) {
    this.client = client;
    this.settings = settings;
  }

  @Override
  public Response doGet(String url, Iterable<Header> headers) throws IOException {
    throw new UnsupportedOperationException("No call of ours is a GET");
  }

  @Override
  public Uploader startPost(String url, Iterable<Header> headers) {
    return new Request(url, headers);
  }

  @Override
  public Uploader startPut(String url, Iterable<Header> headers) {
    throw new UnsupportedOperationException("No call of ours is a PUT");
  }

  private final class Request extends Uploader {
    private final String url;
    private final Iterable<Header> headers;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private InputStream body;

    Request(String url, Iterable<Header> headers) {
      this.url = url;
      this.headers = headers;
    }

    @Override
    public OutputStream getBody() {
      return written;
    }

    /** Keeps the stream, which is sent as it stands: a copy would take as much memory again. */
    @Override
    public void upload(InputStream in) {
      body = in;
    }

    @Override
    public Response finish() throws IOException {
      long bytes = body == null ? written.size() : body.available();
      var limits = ResponseLimits.of(settings.timeout(bytes), MOST_ANSWER_BYTES);
      try {
        return response(client.send(request(bytes), limits));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("the node is stopping");
      }
    }

    private HttpRequest request(long bytes) throws IOException {
      try {
        var request = HttpRequest.newBuilder(target(url)).POST(publisher(bytes));
        for (Header header : headers) {
          if (!OF_THE_CLIENT.contains(header.getKey().toLowerCase(Locale.ROOT))) {
            request.header(header.getKey(), header.getValue());
          }
        }
        return request.build();
      } catch (IllegalArgumentException e) { // its message has the header's value: a token
        throw new IOException("a header has characters that no header can have");
      }
    }

    private BodyPublisher publisher(long bytes) {
      if (bytes == 0) {
        return BodyPublishers.noBody();
      }
      return body == null
          ? BodyPublishers.ofByteArray(written.toByteArray())
          : BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> body), bytes);
    }

    @Override
    public void close() {
      // nothing is open before finish, nor after
    }

    @Override
    public void abort() {
      // nothing is sent before finish
    }
  }

  private URI target(String url) {
    String api = "https://" + DbxHost.DEFAULT.getApi();
    return URI.create(
        url.startsWith(api)
            ? settings.apiUrl() + url.substring(api.length())
            : settings.contentUrl()
                + url.substring(("https://" + DbxHost.DEFAULT.getContent()).length()));
  }

  private Response response(HttpResponse<BoundedBody> answer) {
    Map<String, List<String>> headers = new HashMap<>(answer.headers().map());
    headers.keySet().removeIf("Retry-After"::equalsIgnoreCase);
    if (answer.statusCode() == 429 || answer.statusCode() == 503) {
      // the SDK takes whole seconds alone, and throws something else if there are none
      headers.put("Retry-After", List.of("" + client.retryAfter(answer).toSeconds()));
    }
    return new Response(
        answer.statusCode(), new ByteArrayInputStream(answer.body().bytes()), headers);
  }
}
