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
        System.getProperty("user.name").equals("root") && Shell.succeeds("ip", "netns", "list");
    if (!possible) {
      System.out.println("chaos: no root or no ip: nodes at 127.x.x.x, without partitions");
      return new LoopbackNetwork();
    }
    return new NamespaceNetwork(nodes);
  }

  /** Returns the addresses of this process, as others have a cluster beside it. */
  private static String subnet(int net) {
    long pid = ProcessHandle.current().pid();
    return "%d.%d.%d.".formatted(net, 100 + pid % 100, pid / 100 % 250);
  }

  /** Returns the address of node 1, 2, ... */
  abstract String host(int node);

  /** Returns the address at which all nodes reach what runs beside this process. */
  abstract String gateway();

  /** Returns the command that runs in the place of a node, with {@code folder} of limited room. */
  abstract List<String> wrapCommand(
      int node, String folder, String sizeLimit, List<String> command);

  abstract boolean canPartition();

  /** Lets everything vanish that node {@code from} sends to {@code to}. */
  abstract void dropPackets(int from, int to);

  /** Undoes all cuts. */
  abstract void heal();

  @Override
  public abstract void close();

  private static final class LoopbackNetwork extends Network {
    private final String subnet = subnet(127);

    @Override
    String host(int node) {
      return subnet + (1 + node);
    }

    @Override
    String gateway() {
      return "127.0.0.1";
    }

    @Override
    List<String> wrapCommand(int node, String folder, String sizeLimit, List<String> command) {
      return command;
    }

    @Override
    boolean canPartition() {
      return false;
    }

    @Override
    void dropPackets(int from, int to) {}

    @Override
    void heal() {}

    @Override
    public void close() {}
  }

  private static final class NamespaceNetwork extends Network {
    private static final String PREFIX = "lf";
    private final String id = PREFIX + ProcessHandle.current().pid();
    private final String subnet = subnet(10);
    private final int nodes;
    private final List<int[]> drops = new ArrayList<>();

    NamespaceNetwork(int nodes) {
      this.nodes = nodes;
      removeOrphans();
      Shell.run("ip", "link", "add", id, "type", "bridge");
      Shell.run("ip", "addr", "add", gateway() + "/24", "dev", id);
      Shell.run("ip", "link", "set", id, "up");
      for (int node = 1; node <= nodes; node++) {
        add(node);
      }
    }

    private void add(int node) {
      String namespace = namespace(node);
      String veth = id + "v" + node;
      Shell.run("ip", "netns", "add", namespace);
      Shell.run(
          List.of(
              ("ip link add %s type veth peer name eth0 netns %s".formatted(veth, namespace))
                  .split(" ")));
      Shell.run("ip", "link", "set", veth, "master", id, "up");
      inside(node, "ip addr add %s/24 dev eth0".formatted(host(node)));
      inside(node, "ip link set eth0 up");
      inside(node, "ip link set lo up");
    }

    private String namespace(int node) {
      return id + "-n" + node;
    }

    private void inside(int node, String command) {
      var whole = new ArrayList<>(List.of("ip", "netns", "exec", namespace(node)));
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
    List<String> wrapCommand(int node, String folder, String sizeLimit, List<String> command) {
      String script =
          "mount -t tmpfs -o size=%s tmpfs %s && exec \"$@\"".formatted(sizeLimit, folder);
      var whole =
          new ArrayList<>(
              List.of("ip", "netns", "exec", namespace(node), "sh", "-c", script, "sh"));
      whole.addAll(command);
      return whole;
    }

    @Override
    boolean canPartition() {
      return true;
    }

    @Override
    synchronized void dropPackets(int from, int to) {
      inside(from, "ip route replace blackhole %s/32".formatted(host(to)));
      drops.add(new int[] {from, to});
    }

    @Override
    synchronized void heal() {
      for (int[] drop : drops) {
        Shell.succeeds(
            ("ip netns exec %s ip route del blackhole %s/32"
                    .formatted(namespace(drop[0]), host(drop[1])))
                .split(" "));
      }
      drops.clear();
    }

    /** Takes away what processes that are no more have left. */
    private static void removeOrphans() {
      for (String line : Shell.run("ip", "netns", "list").lines().toList()) {
        String namespace = line.split(" ")[0];
        if (namespace.matches(PREFIX + "\\d+-n\\d+")) {
          String owner = namespace.replaceAll(PREFIX + "(\\d+)-.*", "$1");
          if (ProcessHandle.of(Long.parseLong(owner)).isEmpty()) {
            remove(namespace);
            Shell.succeeds("ip", "link", "del", PREFIX + owner);
          }
        }
      }
    }

    private static void remove(String namespace) {
      Shell.run("ip", "netns", "pids", namespace)
          .lines()
          .filter(pid -> !pid.isBlank())
          .forEach(pid -> Shell.succeeds("kill", "-9", pid.strip()));
      Shell.succeeds("ip", "netns", "del", namespace);
    }

    @Override
    public void close() {
      for (int node = 1; node <= nodes; node++) {
        remove(namespace(node));
      }
      Shell.succeeds("ip", "link", "del", id);
    }
  }
}
