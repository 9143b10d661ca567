package io.landfall.model;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Points of the code where a test driver may stop, kill or cut off this process, right before or
 * after what cannot be undone. Nothing at all unless {@code -Dlandfall.barriers=HOST:PORT} names
 * the driver.
 */
public final class Barrier {
  private static final String DRIVER = System.getProperty("landfall.barriers", "");
  private static final int CONNECT_MILLIS = 2_000;
  private static final int LONGEST_HOLD_MILLIS = 120_000;

  private Barrier() {}

  /** Returns whether a driver is there. */
  public static boolean isOn() {
    return !DRIVER.isEmpty();
  }

  /**
   * Tells the driver that this thread is here, and waits until it lets it go on. Without a driver,
   * or when it does not answer, it goes on at once.
   *
   * @param what it is about, an export's id for instance
   */
  public static void at(String name, Object what) {
    if (isOn()) {
      System.err.println("barrier " + name + " " + what);
      tell(name + " " + what + " " + ProcessHandle.current().pid() + "\n");
    }
  }

  private static void tell(String line) {
    int colon = DRIVER.lastIndexOf(':');
    var address =
        new InetSocketAddress(
            DRIVER.substring(0, colon), Integer.parseInt(DRIVER.substring(colon + 1)));
    try (var socket = new Socket()) {
      socket.connect(address, CONNECT_MILLIS);
      socket.setSoTimeout(LONGEST_HOLD_MILLIS);
      socket.getOutputStream().write(line.getBytes(StandardCharsets.UTF_8));
      new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
          .readLine();
    } catch (IOException e) {
      System.err.println("barrier without a driver: " + e.getMessage());
    }
  }
}
