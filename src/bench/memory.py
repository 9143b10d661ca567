#!/usr/bin/env python3
"""What nodes take of memory: idle by role, and from export to export.

memory.py idle [SECONDS]     each role for so long idle (60), over a database and a store that `serve --roles api` has
memory.py exports [COUNT]    one node of all roles that renders so many small exports (1,000), told each 100

Resident is what the process has of the machine's memory: "anonymous" is its own, the rest are pages of files (jars, the archive of classes,
libraries), which processes share and the machine takes back when it needs them. PostgreSQL's processes are counted apart. Options of the JVM
come from LANDFALL_JAVA_OPTS; with -XX:NativeMemoryTracking=summary its own account is printed as well.
"""
import json, os, re, shutil, signal, subprocess, sys, tempfile, time, urllib.error, urllib.request
from concurrent.futures import ThreadPoolExecutor

LANDFALL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../cluster-node/target/landfall")
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
    return subprocess.run(["jcmd", str(pid), *command], capture_output=True, text=True).stdout


def heap(pid):
    """Committed and used: of G1 in one line, of other collectors by generation."""
    found = re.findall(r"(?:heap|generation|Gen) +total (\d+)K, used (\d+)K", jcmd(pid, "GC.heap_info"))
    return [sum(int(each[i]) for each in found) / 1024 for i in (0, 1)]


def line(name, pid, folder=None):
    now, (committed, used) = status(pid), heap(pid)
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


def idle(folder, seconds):
    data = os.path.join(folder, "data")
    processes, names = [], {}

    def node(name, *arguments, port, **settings):
        process = start(folder, name, *arguments, "--data-dir", data, LANDFALL_MANAGEMENT_PORT=str(port), **settings)
        processes.append(process)
        names[process.pid] = name
        await_ready(f"http://127.0.0.1:{port}", process)

    try:
        node("all roles", "serve", "--port", "18091", port=18092)
        time.sleep(seconds)
        line("all roles", processes[0].pid, data)
        account("all roles", processes[0].pid)
        processes[0].terminate()
        processes[0].wait()
        processes.clear()
        node("api, database, store", "serve", "--roles", "api", "--port", "18091", port=18092)
        node("control", "worker", "--roles", "control", port=18093)
        node("worker", "worker", port=18094)
        time.sleep(seconds)
        for process in processes:
            line(names[process.pid], process.pid, data if process is processes[0] else None)
            account(names[process.pid], process.pid)
    finally:
        end(processes)


def exports(folder, count):
    scenes = os.path.join(folder, "made")
    subprocess.run([LANDFALL, "demo", "--data-dir", scenes], check=True, capture_output=True)
    process = start(folder, "serve", "serve", "--port", "18091", "--data-dir", os.path.join(folder, "data"), LANDFALL_IMPORT_FOLDER=os.path.join(scenes, "demo"))
    url = "http://127.0.0.1:18091"
    try:
        await_ready(url, process)
        key = os.path.join(folder, "data", "token")
        while not os.path.exists(key):  # it comes last
            time.sleep(0.2)
        with open(key) as file:
            token = file.read().strip()
        line("ready", process.pid)

        def export(number):
            made = json.loads(ask(url + "/v1/exports", token, BODY))
            for _ in range(600):
                now = json.loads(ask(f"{url}/v1/exports/{made['id']}", token))
                if now["status"] in ("SUCCESS", "ERROR"):
                    break
                time.sleep(0.1)
            if now["status"] != "SUCCESS":
                sys.exit(f"{made['id']}: {now}")
            return len(ask(f"{url}/v1/exports/{made['id']}/files/{now['result']['files'][0]['name']}", token))

        with ThreadPoolExecutor(4) as callers:
            for done in range(0, count, 100):
                begun = time.time()
                sizes = set(callers.map(export, range(min(100, count - done))))
                print(f"{min(100, count - done) / (time.time() - begun):.1f} exports a second of {sizes} bytes")
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


if len(sys.argv) < 2 or sys.argv[1] not in ("idle", "exports"):
    sys.exit(__doc__)
work = tempfile.mkdtemp()
try:
    number = int(sys.argv[2]) if len(sys.argv) > 2 else None
    idle(work, number or 60) if sys.argv[1] == "idle" else exports(work, number or 1000)
finally:
    shutil.rmtree(work, ignore_errors=True)
