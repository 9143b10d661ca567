package io.landfall.node;

import io.landfall.model.Barrier;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Puts a {@link Barrier} before and after each call of a port, where a test driver wants them. */
final class Barriers {
  private static final Pattern ID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  private static final Set<String> HARMLESS =
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
          "release",
          "hindrance",
          "toString");

  private Barriers() {}

  /**
   * Returns {@code inner}, with barriers {@code name.method.before} and {@code name.method.after}
   * around every call that changes something, when there is a driver.
   *
   * @param waiting where calls that answer later wait at their barriers
   */
  static <T> T around(Class<T> port, String name, T inner, Executor waiting) {
    if (!Barrier.isOn()) {
      return inner;
    }
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, arguments) -> {
              if (HARMLESS.contains(method.getName())) {
                return call(inner, method, arguments);
              }
              String point = name + "." + method.getName();
              return CompletionStage.class.isAssignableFrom(method.getReturnType())
                  ? later(point, inner, method, arguments, waiting)
                  : atOnce(point, inner, method, arguments);
            }));
  }

  private static Object atOnce(String point, Object inner, Method method, Object[] arguments)
      throws Throwable {
    String about = about(arguments);
    Barrier.at(point + ".before", about);
    Object result = call(inner, method, arguments);
    Barrier.at(point + ".after", about);
    return result;
  }

  private static CompletionStage<?> later(
      String point, Object inner, Method method, Object[] arguments, Executor waiting) {
    String about = about(arguments);
    return CompletableFuture.runAsync(() -> Barrier.at(point + ".before", about), waiting)
        .thenCompose(passed -> stage(inner, method, arguments))
        .whenCompleteAsync((done, thrown) -> Barrier.at(point + ".after", about), waiting);
  }

  private static CompletionStage<?> stage(Object inner, Method method, Object[] arguments) {
    try {
      return (CompletionStage<?>) call(inner, method, arguments);
    } catch (Throwable e) {
      throw new CompletionException(e);
    }
  }

  private static Object call(Object inner, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(inner, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** Returns the id of the export that a call is about. */
  private static String about(Object[] arguments) {
    String all =
        Stream.of(arguments == null ? new Object[0] : arguments)
            .limit(1)
            .map(argument -> String.valueOf(argument).toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(" "));
    var found = ID.matcher(all);
    return found.find() ? found.group() : "-";
  }
}
