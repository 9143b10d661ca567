package io.landfall.chaos;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the nodes live: each in a network namespace of its own on one bridge, or, without root, at
 * addresses of the loopback device, where nothing can be cut.
 */
abstract class Network implements AutoCloseable {

  static Network create(int nodes) {
    boolean possible =
        System.getProperty("user.name").equals("root") && Shell.works("ip", "netns", "list");
    if (!possible) {
      System.out.println("chaos: no root or no ip: nodes at 127.0.0.x, without partitions");
      return new Loopback();
    }
    return new Namespaces(nodes);
  }

  /** Returns the address of node 1, 2, ... */
  abstract String host(int node);

  /** Returns the address at which all nodes reach what runs beside this process. */
  abstract String gateway();

  /** Returns the command that runs in the place of a node, with {@code folder} of limited room. */
  abstract List<String> at(int node, String folder, String room, List<String> command);

  abstract boolean canCut();

  /** Lets everything vanish that node {@code from} sends to {@code to}. */
  abstract void cut(int from, int to);

  /** Undoes all cuts. */
  abstract void heal();

  @Override
  public abstract void close();

  private static final class Loopback extends Network {
    @Override
    String host(int node) {
      return "127.0.0." + (1 + node);
    }

    @Override
    String gateway() {
      return "127.0.0.1";
    }

    @Override
    List<String> at(int node, String folder, String room, List<String> command) {
      return command;
    }

    @Override
    boolean canCut() {
      return false;
    }

    @Override
    void cut(int from, int to) {}

    @Override
    void heal() {}

    @Override
    public void close() {}
  }

  private static final class Namespaces extends Network {
    private static final String PREFIX = "lf";
    private final String id = PREFIX + ProcessHandle.current().pid();
    private final String subnet =
        "10.%d.%d."
            .formatted(
                100 + ProcessHandle.current().pid() % 100,
                ProcessHandle.current().pid() / 100 % 250);
    private final int nodes;
    private final List<int[]> cuts = new ArrayList<>();

    Namespaces(int nodes) {
      this.nodes = nodes;
      removeOthersLeft();
      Shell.run("ip", "link", "add", id, "type", "bridge");
      Shell.run("ip", "addr", "add", gateway() + "/24", "dev", id);
      Shell.run("ip", "link", "set", id, "up");
      for (int node = 1; node <= nodes; node++) {
        add(node);
      }
    }

    private void add(int node) {
      String space = space(node);
      String cable = id + "v" + node;
      Shell.run("ip", "netns", "add", space);
      Shell.run(
          List.of(
              ("ip link add %s type veth peer name eth0 netns %s".formatted(cable, space))
                  .split(" ")));
      Shell.run("ip", "link", "set", cable, "master", id, "up");
      inside(node, "ip addr add %s/24 dev eth0".formatted(host(node)));
      inside(node, "ip link set eth0 up");
      inside(node, "ip link set lo up");
    }

    private String space(int node) {
      return id + "-n" + node;
    }

    private void inside(int node, String command) {
      var whole = new ArrayList<>(List.of("ip", "netns", "exec", space(node)));
      whole.addAll(List.of(command.split(" ")));
      Shell.run(whole);
    }

    @Override
    String host(int node) {
      return subnet + (10 + node);
    }

    @Override
    String gateway() {
      return subnet + "1";
    }

    @Override
    List<String> at(int node, String folder, String room, List<String> command) {
      String script = "mount -t tmpfs -o size=%s tmpfs %s && exec \"$@\"".formatted(room, folder);
      var whole =
          new ArrayList<>(List.of("ip", "netns", "exec", space(node), "sh", "-c", script, "sh"));
      whole.addAll(command);
      return whole;
    }

    @Override
    boolean canCut() {
      return true;
    }

    @Override
    synchronized void cut(int from, int to) {
      inside(from, "ip route replace blackhole %s/32".formatted(host(to)));
      cuts.add(new int[] {from, to});
    }

    @Override
    synchronized void heal() {
      for (int[] cut : cuts) {
        Shell.works(
            ("ip netns exec %s ip route del blackhole %s/32".formatted(space(cut[0]), host(cut[1])))
                .split(" "));
      }
      cuts.clear();
    }

    /** Takes away what processes that are no more have left. */
    private static void removeOthersLeft() {
      for (String line : Shell.run("ip", "netns", "list").lines().toList()) {
        String space = line.split(" ")[0];
        if (space.matches(PREFIX + "\\d+-n\\d+")) {
          String owner = space.replaceAll(PREFIX + "(\\d+)-.*", "$1");
          if (ProcessHandle.of(Long.parseLong(owner)).isEmpty()) {
            remove(space);
            Shell.works("ip", "link", "del", PREFIX + owner);
          }
        }
      }
    }

    private static void remove(String space) {
      Shell.run("ip", "netns", "pids", space)
          .lines()
          .filter(pid -> !pid.isBlank())
          .forEach(pid -> Shell.works("kill", "-9", pid.strip()));
      Shell.works("ip", "netns", "del", space);
    }

    @Override
    public void close() {
      for (int node = 1; node <= nodes; node++) {
        remove(space(node));
      }
      Shell.works("ip", "link", "del", id);
    }
  }
}
