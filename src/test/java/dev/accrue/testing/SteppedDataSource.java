package dev.accrue.testing;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/// Connections whose every statement and commit is a step of an `Interleaving`, for those threads
/// that belong to one.
public final class SteppedDataSource extends DelegatingDataSource {

  /// Around the pool.
  public SteppedDataSource(DataSource pool) {
    super(pool);
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = super.getConnection();
    return Interleaving.concernsThisThread() ? stepped(connection) : connection;
  }

  private static Connection stepped(Connection connection) {
    return proxy(
        Connection.class,
        connection,
        (_, method, arguments) -> {
          if (method.getName().equals("commit")) {
            Interleaving.beforeStep(connection);
          }
          return switch (invoke(connection, method, arguments)) {
            case CallableStatement call -> call;
            case PreparedStatement it -> stepped(PreparedStatement.class, it, connection);
            case Statement it -> stepped(Statement.class, it, connection);
            case null -> null;
            case Object it -> it;
          };
        });
  }

  private static <S extends Statement> S stepped(Class<S> type, S statement, Connection of) {
    return proxy(
        type,
        statement,
        (_, method, arguments) -> {
          if (method.getName().startsWith("execute")) {
            Interleaving.beforeStep(of);
          }
          return invoke(statement, method, arguments);
        });
  }

  @SuppressWarnings("ReferenceEquality") // a proxy equals itself
  private static <T> T proxy(Class<T> type, T target, InvocationHandler handler) {
    InvocationHandler identical =
        (self, method, arguments) ->
            switch (method.getName()) {
              case "equals" -> self == arguments[0];
              case "hashCode" -> System.identityHashCode(self);
              default -> handler.invoke(self, method, arguments);
            };
    return type.cast(
        Proxy.newProxyInstance(
            target.getClass().getClassLoader(), new Class<?>[] {type}, identical));
  }

  private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    }
  }
}
