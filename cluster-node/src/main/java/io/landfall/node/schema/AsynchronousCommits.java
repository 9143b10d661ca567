package io.landfall.node.schema;

import io.landfall.sql.ConfiguredConnection;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import javax.sql.DataSource;

/** Connections whose transactions commit without waiting for the disk. */
final class AsynchronousCommits {
  private AsynchronousCommits() {}

  /** Returns the connections of {@code pool} with that setting in each transaction. */
  static DataSource of(DataSource pool) {
    return proxy(
        DataSource.class,
        pool,
        (method, arguments, result) ->
            result instanceof Connection connection ? configured(connection) : result);
  }

  private static Connection configured(Connection connection) {
    return proxy(
        Connection.class,
        connection,
        (method, arguments, result) -> {
          if (method.getName().equals("setAutoCommit") && Boolean.FALSE.equals(arguments[0])) {
            ConfiguredConnection.begin(connection, ConfiguredConnection.ASYNCHRONOUS_COMMIT);
          }
          return result;
        });
  }

  /** Something to do after a call; returns what the caller gets. */
  @FunctionalInterface
  private interface AfterCall {
    Object apply(Method method, Object[] arguments, Object result) throws Exception;
  }

  private static <T> T proxy(Class<T> type, T target, AfterCall after) {
    return type.cast(
        Proxy.newProxyInstance(
            AsynchronousCommits.class.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              try {
                return after.apply(method, arguments, method.invoke(target, arguments));
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
