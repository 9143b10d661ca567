package io.landfall.node.failpoint;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Points of the code where a test driver may stop, kill or cut off this process, right before or
 * after what cannot be undone. Nothing at all unless {@code -Dlandfall.failpoints=HOST:PORT} names
 * the driver.
 */
public final class Failpoint {
  private static final String CONTROLLER = System.getProperty("landfall.failpoints", "");
  private static final int CONNECT_TIMEOUT_MILLIS = 2_000;
  private static final int HOLD_TIMEOUT_MILLIS = 120_000;

  private Failpoint() {}

  /** Returns whether a driver is there. */
  public static boolean isEnabled() {
    return !CONTROLLER.isEmpty();
  }

  /**
   * Tells the driver that this thread is here, and waits until it lets it go on. Without a driver,
   * or when it does not answer, it goes on at once.
   *
   * @param subject it is about, an export's id for instance
   */
  public static void reach(String name, Object subject) {
    if (isEnabled()) {
      System.err.println("failpoint  " + name + " " + subject);
      report(name + " " + subject + " " + ProcessHandle.current().pid() + "\n");
    }
  }

  private static void report(String line) {
    int colon = CONTROLLER.lastIndexOf(':');
    var address =
        new InetSocketAddress(
            CONTROLLER.substring(0, colon), Integer.parseInt(CONTROLLER.substring(colon + 1)));
    try (var socket = new Socket()) {
      socket.connect(address, CONNECT_TIMEOUT_MILLIS);
      socket.setSoTimeout(HOLD_TIMEOUT_MILLIS);
      socket.getOutputStream().write(line.getBytes(StandardCharsets.UTF_8));
      new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
          .readLine();
    } catch (IOException e) {
      System.err.println("failpoint  without a driver: " + e.getMessage());
    }
  }
}
