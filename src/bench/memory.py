#!/usr/bin/env python3
"""What nodes take of memory: idle by role, and from export to export.

memory.py idle [SECONDS [LAYOUT]]   nodes that nobody has asked for anything for so long (90): after their start, and after 20 small exports.
                                    LAYOUT embedded: one node of all roles, whose database and store are its own; database: the same over a
                                    PostgreSQL of this machine; roles: one node for each role; by default all three, one after another
memory.py exports [COUNT]           one node of all roles that renders so many small exports (1,000), told each 100
memory.py of PID                    a process that runs already

It fails where an idle node, or the process PID, has more than 256 MiB resident. Resident is what the process has of the machine's memory: "anonymous" is its own, the rest are pages of files (jars, the archive of classes,
libraries), which processes share and the machine takes back when it needs them. PostgreSQL's processes are counted apart. Options of the JVM
come from LANDFALL_JAVA_OPTS, and LANDFALL_PROGRAM names another launcher than that of this build; with -XX:NativeMemoryTracking=summary its own account is printed as well.
"""
import glob, json, os, re, shutil, signal, subprocess, sys, tempfile, time, urllib.error, urllib.request
from concurrent.futures import ThreadPoolExecutor

LANDFALL = os.environ.get("LANDFALL_PROGRAM") or os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../cluster-node/target/landfall")
MOST_IDLE = 256
EXPORTS_BEFORE = 20
BODY = {"source": {"scenes": ["LC80210342026094LGN00"], "bands": ["5"]}, "outputProjection": 3857, "resolution": 300}
MIB = 1 << 20


def status(pid):
    with open(f"/proc/{pid}/status") as file:
        fields = dict(re.findall(r"(\w+):\s+(\d+)", file.read()))
    return {key: int(fields[name]) / 1024 for key, name in (("resident", "VmRSS"), ("anonymous", "RssAnon"))} | {"threads": int(fields["Threads"])}


def children(pid):
    found = []
    for each in os.listdir("/proc"):
        if each.isdigit():
            try:
                with open(f"/proc/{each}/stat") as file:
                    if file.read().rsplit(") ", 1)[1].split()[1] == str(pid):
                        found += [int(each)] + children(int(each))
            except OSError:
                pass
    return found


def database(folder):
    """The processes of the PostgreSQL below a folder: its first one names it, the others are its children."""
    for each in os.listdir("/proc"):
        if each.isdigit():
            try:
                with open(f"/proc/{each}/cmdline") as file:
                    words = file.read().split("\0")
            except OSError:
                continue
            if words[0].endswith("/postgres") and any(word.startswith(folder) for word in words):
                return [int(each)] + children(int(each))
    return []


def proportional(pid):
    with open(f"/proc/{pid}/smaps_rollup") as file:
        return int(re.search(r"^Pss:\s+(\d+)", file.read(), re.M)[1]) / 1024


def jcmd(pid, *command):
    try:
        return subprocess.run(["jcmd", str(pid), *command], capture_output=True, text=True).stdout
    except OSError:  # no JDK here
        return ""


def heap(pid):
    """Committed and used: of G1 in one line, of other collectors by generation."""
    found = re.findall(r"(?:heap|generation|Gen) +total (\d+)K, used (\d+)K", jcmd(pid, "GC.heap_info"))
    return [sum(int(each[i]) for each in found) / 1024 for i in (0, 1)]


def line(name, pid, folder=None):
    now = status(pid)  # first: a question to the JVM takes memory, too
    committed, used = heap(pid)
    beside = f"; PostgreSQL beside it {sum(proportional(each) for each in database(folder)):4.0f}" if folder else ""
    print(f"{name:24} resident {now['resident']:5.0f} MiB, anonymous {now['anonymous']:5.0f}; heap {committed:5.0f} committed, {used:5.0f} used;"
          f" {now['threads']} threads{beside}", flush=True)
    return now["resident"]


def start(folder, name, *arguments, **settings):
    log = open(os.path.join(folder, name + ".log"), "w")
    return subprocess.Popen([LANDFALL, *arguments], stdout=log, stderr=log, env=os.environ | settings)


def ask(url, token=None, body=None):
    request = urllib.request.Request(url, data=body and json.dumps(body).encode(), headers={"Content-Type": "application/json"})
    if token:
        request.add_header("Authorization", "Bearer " + token)
    for _ in range(20):
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.read()
        except urllib.error.HTTPError as refused:  # of a machine that does other things, too
            if refused.code not in (429, 503) or not token:
                raise
            time.sleep(int(refused.headers.get("Retry-After", 1)))
    sys.exit(f"{url} is refused")


def await_ready(url, process):
    for _ in range(600):
        try:
            return ask(url + "/health/ready")
        except OSError:
            if process.poll() is not None:
                sys.exit(f"it has ended with {process.returncode}")
            time.sleep(0.2)
    sys.exit(f"{url} is not ready")


def account(name, pid):
    if "NativeMemoryTracking" in os.environ.get("LANDFALL_JAVA_OPTS", ""):
        print(name, jcmd(pid, "VM.native_memory", "summary"), flush=True)


def made_scenes(folder):
    scenes = os.path.join(folder, "made")
    subprocess.run([LANDFALL, "demo", "--data-dir", scenes], check=True, capture_output=True)
    return os.path.join(scenes, "demo")


def token(data):
    path = os.path.join(data, "token")
    while not os.path.exists(path):  # it comes last
        time.sleep(0.2)
    with open(path) as file:
        return file.read().strip()


def export(url, key):
    made = json.loads(ask(url + "/v1/exports", key, BODY))
    for _ in range(600):
        now = json.loads(ask(f"{url}/v1/exports/{made['id']}", key))
        if now["status"] in ("SUCCESS", "ERROR"):
            break
        time.sleep(0.1)
    if now["status"] != "SUCCESS":
        sys.exit(f"{made['id']}: {now}")
    return len(ask(f"{url}/v1/exports/{made['id']}/files/{now['result']['files'][0]['name']}", key))


def render(url, key, count):
    begun = time.time()
    with ThreadPoolExecutor(4) as callers:
        sizes = set(callers.map(lambda _: export(url, key), range(count)))
    print(f"{count / (time.time() - begun):.1f} exports a second of {sizes} bytes", flush=True)


class OwnPostgres:
    """A PostgreSQL of this machine's packages, in a folder of its own."""

    def __init__(self, folder, port):
        self.data = os.path.join(folder, "postgres")
        programs = max(glob.glob("/usr/lib/postgresql/*/bin"))
        self.user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []
        os.mkdir(self.data)
        os.chmod(folder, 0o755)
        if self.user:
            shutil.chown(self.data, "postgres")
        subprocess.run(self.user + [programs + "/initdb", "-A", "trust", "-U", "landfall", "-D", self.data], check=True, capture_output=True)
        self.process = subprocess.Popen(self.user + [programs + "/postgres", "-D", self.data, "-p", str(port), "-k", self.data, "-c", "listen_addresses=127.0.0.1"],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.url = f"postgres://landfall@127.0.0.1:{port}/postgres"
        while subprocess.run([programs + "/pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]).returncode:
            time.sleep(0.2)

    def end(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait()


def idle(folder, seconds, layouts):
    scenes = made_scenes(folder)
    too_large = []
    for layout in layouts:
        print(f"-- {layout}", flush=True)
        too_large += idle_layout(os.path.join(folder, layout), seconds, layout, LANDFALL_IMPORT_FOLDER=scenes)
    if too_large:
        sys.exit(f"more than {MOST_IDLE} MiB: {', '.join(too_large)}")


def idle_layout(folder, seconds, layout, **settings):
    os.mkdir(folder)
    data = os.path.join(folder, "data")
    postgres = OwnPostgres(folder, 18095) if layout == "database" else None
    if postgres:
        settings["DATABASE_URL"] = postgres.url
        subprocess.run([LANDFALL, "migrate", "up"], check=True, capture_output=True, env=os.environ | settings)
        made = subprocess.run([LANDFALL, "token", "create", "--user", "ann", "--data-dir", data], check=True, capture_output=True, text=True, env=os.environ | settings)
    processes, names, too_large = [], {}, []

    def node(name, *arguments, port, **more):
        process = start(folder, name, *arguments, "--data-dir", data, LANDFALL_MANAGEMENT_PORT=str(port), **settings, **more)
        processes.append(process)
        names[process.pid] = name
        await_ready(f"http://127.0.0.1:{port}", process)

    def measure(after):
        time.sleep(seconds)
        for process in processes:
            name = f"{names[process.pid]}, {after}"
            if line(name, process.pid, None if postgres or process is not processes[0] else data) > MOST_IDLE:
                too_large.append(name)
            account(name, process.pid)

    try:
        if layout == "roles":
            node("api and store", "serve", "--roles", "api", "--port", "18091", port=18092)
            node("control", "worker", "--roles", "control", port=18093)
            node("worker", "worker", port=18094)
            node("api", "worker", "--roles", "api", port=18098, LANDFALL_API_PORT="18097")
            node("ingest", "worker", "--roles", "ingest", port=18096, LANDSAT_INDEX_SCENES_URL=os.path.join(folder, "none.csv"))
        else:
            node("all roles", "serve", "--port", "18091", port=18092)
        measure("at first")
        render("http://127.0.0.1:18091", made.stdout.split()[-1] if postgres else token(data), EXPORTS_BEFORE)
        measure(f"after {EXPORTS_BEFORE}")
    finally:
        end(processes)
        if postgres:
            postgres.end()
    return too_large


def exports(folder, count):
    process = start(folder, "serve", "serve", "--port", "18091", "--data-dir", os.path.join(folder, "data"), LANDFALL_IMPORT_FOLDER=made_scenes(folder))
    url = "http://127.0.0.1:18091"
    try:
        await_ready(url, process)
        key = token(os.path.join(folder, "data"))
        line("ready", process.pid)
        for done in range(0, count, 100):
            render(url, key, min(100, count - done))
            line(f"{done + 100} exports", process.pid)
            live = re.search(r"Total\s+\d+\s+(\d+)", jcmd(process.pid, "GC.class_histogram"))
            print(f"{'':24} after a collection {int(live[1]) / MIB:.1f} MiB of the heap are in use", flush=True)
        time.sleep(60)
        line("idle for a minute", process.pid)
        account("after exports", process.pid)
    finally:
        end([process])


def end(processes):
    for process in reversed(processes):
        process.send_signal(signal.SIGTERM)
    for process in reversed(processes):
        process.wait(60)


LAYOUTS = ("embedded", "database", "roles")
if len(sys.argv) < 2 or sys.argv[1] not in ("idle", "exports", "of"):
    sys.exit(__doc__)
if sys.argv[1] == "of":
    if line(f"process {sys.argv[2]}", int(sys.argv[2])) > MOST_IDLE:
        sys.exit(f"more than {MOST_IDLE} MiB")
    sys.exit()
work = tempfile.mkdtemp()
os.chmod(work, 0o755)  # PostgreSQL of another account lies below it
try:
    number = int(sys.argv[2]) if len(sys.argv) > 2 else None
    if sys.argv[1] == "idle":
        idle(work, number or 90, sys.argv[3:] or LAYOUTS)
    else:
        exports(work, number or 1000)
finally:
    shutil.rmtree(work, ignore_errors=True)
