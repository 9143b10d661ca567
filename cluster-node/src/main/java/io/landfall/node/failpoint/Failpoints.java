package io.landfall.node.failpoint;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Puts a {@link Failpoint} before and after each call of a port, where a test driver wants them.
 */
public final class Failpoints {
  private static final Pattern ID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  private static final Set<String> READ_ONLY_METHODS =
      Set.of(
          "read",
          "readAll",
          "get",
          "find",
          "list",
          "entries",
          "parts",
          "uploads",
          "summary",
          "details",
          "stopSteps",
          "incompatibility",
          "failing",
          "toString");

  private Failpoints() {}

  /**
   * Returns {@code delegate}, with failpoints {@code name.method.before} and {@code
   * name.method.after} around every call that changes something, when there is a driver.
   */
  public static <T> T wrap(Class<T> port, String name, T delegate) {
    if (!Failpoint.isEnabled()) {
      return delegate;
    }
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, arguments) -> {
              if (READ_ONLY_METHODS.contains(method.getName())) {
                return call(delegate, method, arguments);
              }
              String point = name + "." + method.getName();
              return CompletionStage.class.isAssignableFrom(method.getReturnType())
                  ? callAsync(point, delegate, method, arguments)
                  : callSync(point, delegate, method, arguments);
            }));
  }

  private static Object callSync(String point, Object delegate, Method method, Object[] arguments)
      throws Throwable {
    String exportId = exportIdOf(arguments);
    Failpoint.reach(point + ".before", exportId);
    Object result = call(delegate, method, arguments);
    Failpoint.reach(point + ".after", exportId);
    return result;
  }

  private static CompletionStage<?> callAsync(
      String point, Object delegate, Method method, Object[] arguments) {
    String exportId = exportIdOf(arguments);
    return CompletableFuture.runAsync(
            () -> Failpoint.reach(point + ".before", exportId), Failpoints::startThread)
        .thenCompose(passed -> callStage(delegate, method, arguments))
        .whenCompleteAsync(
            (done, thrown) -> Failpoint.reach(point + ".after", exportId), Failpoints::startThread);
  }

  /** Only drivers of tests come here, and they may hold a call for as long as they like. */
  private static void startThread(Runnable work) {
    var thread = new Thread(work, "failpoint");
    thread.setDaemon(true);
    thread.start();
  }

  private static CompletionStage<?> callStage(Object delegate, Method method, Object[] arguments) {
    try {
      return (CompletionStage<?>) call(delegate, method, arguments);
    } catch (Throwable e) {
      throw new CompletionException(e);
    }
  }

  private static Object call(Object delegate, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(delegate, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** Returns the id of the export that a call is about. */
  private static String exportIdOf(Object[] arguments) {
    String all =
        Stream.of(arguments == null ? new Object[0] : arguments)
            .limit(1)
            .map(argument -> String.valueOf(argument).toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(" "));
    var found = ID.matcher(all);
    return found.find() ? found.group() : "-";
  }
}
