package io.landfall.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.landfall.node.cli.Kustomization;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * The one route of the API of Kubernetes that nodes ask: the pods of a namespace by labels, over
 * HTTPS and for tokens that a Role lets do so. Pods are as the manifests of an overlay make them.
 */
final class KubernetesApi implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final char[] PASSWORD = "changeit".toCharArray();
  private final HttpsServer server;
  private final String namespace;
  private final List<ObjectNode> manifests;

  /** By address. */
  private final Map<String, JsonNode> pods = new ConcurrentHashMap<>();

  /** By token. */
  private final Map<String, List<String>> shown = new ConcurrentHashMap<>();

  private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
  private volatile String forbidden = "";

  /**
   * @param certificate PEM files with a certificate of localhost and its key
   */
  KubernetesApi(Path overlay, Path certificate, Path key) {
    manifests = Kustomization.render(overlay);
    namespace = manifests.get(0).at("/metadata/namespace").asText();
    try {
      server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(context(certificate, key)));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    server.createContext("/", this::answer);
    server.setExecutor(Executors.newCachedThreadPool());
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  String namespace() {
    return namespace;
  }

  /** Lets a pod of a workload run at an address. */
  void addPod(String workload, String address) {
    JsonNode template =
        manifests.stream()
            .filter(tree -> tree.at("/metadata/name").asText().equals(workload))
            .filter(tree -> tree.at("/spec/template").isObject())
            .findFirst()
            .orElseThrow()
            .at("/spec/template");
    ObjectNode pod = template.deepCopy();
    ((ObjectNode) pod.path("metadata")).put("name", workload + "-" + address);
    ObjectNode status = pod.putObject("status").put("phase", "Running").put("podIP", address);
    ObjectNode container = status.putArray("containerStatuses").addObject();
    container.put("name", template.at("/spec/containers/0/name").asText());
    container.putObject("state").putObject("running");
    pods.put(address, pod);
  }

  void removePod(String address) {
    pods.remove(address);
  }

  /** Shows a node some of the pods only, as an API does that lags behind. */
  void show(String token, List<String> addresses) {
    shown.put(token, addresses);
  }

  void showAll() {
    shown.clear();
  }

  /** Refuses a token, as the API does that knows no Role for it; empty: none. */
  void forbid(String token) {
    forbidden = token;
  }

  /** Returns how often a node has asked. */
  int timesAsked(String token) {
    return asked.computeIfAbsent(token, any -> new AtomicInteger()).get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String token =
          String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))
              .replaceFirst("^Bearer ", "");
      boolean isPods =
          exchange.getRequestURI().getPath().equals("/api/v1/namespaces/" + namespace + "/pods");
      boolean isAllowed = isPods && !token.equals(forbidden) && isGranted(exchange, "list");
      ObjectNode body = JSON.createObjectNode();
      if (isAllowed) {
        listPods(body, exchange.getRequestURI().getQuery(), token);
      } else {
        body.put("kind", "Status").put("status", "Failure").put("reason", "Forbidden");
      }
      byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(isAllowed ? 200 : 403, bytes.length);
      exchange.getResponseBody().write(bytes);
      asked.computeIfAbsent(token, any -> new AtomicInteger()).incrementAndGet();
    }
  }

  /** Whether the manifests have a Role for it. */
  private boolean isGranted(HttpExchange exchange, String verb) {
    return exchange.getRequestMethod().equals("GET")
        && manifests.stream()
            .filter(tree -> tree.path("kind").asText().equals("Role"))
            .flatMap(role -> Arrays.stream(new JsonNode[] {role.at("/rules/0")}))
            .anyMatch(
                rule ->
                    rule.path("resources").toString().contains("\"pods\"")
                        && rule.path("verbs").toString().contains("\"" + verb + "\""));
  }

  private void listPods(ObjectNode body, String query, String token) {
    List<String> selector = List.of(query.replaceFirst("^labelSelector=", "").split(","));
    var items = body.put("kind", "PodList").put("apiVersion", "v1").putArray("items");
    List<String> some = shown.get(token);
    pods.forEach(
        (address, pod) -> {
          JsonNode labels = pod.at("/metadata/labels");
          boolean isMeant =
              selector.stream()
                  .map(each -> each.split("="))
                  .allMatch(each -> labels.path(each[0]).asText().equals(each[1]));
          if (isMeant && (some == null || some.contains(address))) {
            items.add(pod);
          }
        });
  }

  private static SSLContext context(Path certificate, Path key)
      throws IOException, GeneralSecurityException {
    String pem = Files.readString(key).replaceAll("-----[A-Z ]+-----", "");
    var privateKey =
        KeyFactory.getInstance("RSA")
            .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem)));
    Certificate[] chain;
    try (var in = new ByteArrayInputStream(Files.readAllBytes(certificate))) {
      chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(in)
              .toArray(new Certificate[0]);
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, PASSWORD);
    store.setKeyEntry("api", privateKey, PASSWORD, chain);
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  /** Writes what is mounted into a pod, and returns the settings that name it there. */
  Map<String, String> mountAccount(Path folder, String token, Path authority) {
    try {
      Files.createDirectories(folder);
      String keys = "akka.discovery.kubernetes-api.";
      return Map.of(
          keys + "api-ca-path",
          authority.toString(),
          keys + "api-token-path",
          Files.writeString(folder.resolve("token"), token).toString(),
          keys + "pod-namespace-path",
          Files.writeString(folder.resolve("namespace"), namespace).toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
