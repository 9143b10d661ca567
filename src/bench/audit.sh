#!/usr/bin/env bash
# Fills the journal of a node with a million events (or EVENTS), then measures: the stream of /v1/audit/events in events
# a second, and `landfall audit verify` in seconds, with the peak memory of both processes; then turns one bit and shows
# that it is named. Takes about ten minutes and 3 GB of disk for a million.
# Usage: audit.sh [EVENTS]
set -euo pipefail
root=$(realpath "$(dirname "$0")/../..") events=${1:-1000000}
jar=${LANDFALL_JAR:-$root/cluster-node/target/landfall.jar}
work=$(mktemp -d "${TMPDIR:-/tmp}/audit.XXXXXX") port=${PORT:-18095}
heap=${LANDFALL_HEAP:-512m}
trap 'kill "${node:-}" 2>/dev/null || true; wait "${node:-}" 2>/dev/null || true; rm -rf "$work"' EXIT
java "-Xmx$heap" -jar "$jar" serve --port "$port" --data-dir "$work/data" >"$work/serve.log" 2>&1 &
node=$!
until curl -fs "http://127.0.0.1:$port/health/ready" >/dev/null; do
  kill -0 "$node" || { cat "$work/serve.log"; exit 1; }
  sleep 0.5
done
time java -Xmx512m -cp "$jar" "$root/src/bench/Journal.java" "$work/data" "$events"
token=$(java -jar "$jar" token create --user auditor --scope audit --data-dir "$work/data" | awk '{print $NF}')
uptime
peak() { awk '/VmHWM/ {printf "%d MiB", $2 / 1024}' "/proc/$1/status"; }
echo "node before the stream: peak $(peak "$node")"
for run in 1 2 3; do
  before=$(awk '{print ($14 + $15) / 100}' "/proc/$node/stat")
  python3 - "http://127.0.0.1:$port/v1/audit/events" "$token" <<'PY'
import sys, time, urllib.request
request = urllib.request.Request(sys.argv[1], headers={"Authorization": "Bearer " + sys.argv[2]})
begin, lines, size = time.time(), 0, 0
with urllib.request.urlopen(request) as answer:
    while block := answer.read(1 << 20):
        lines += block.count(b"\n")
        size += len(block)
took = time.time() - begin
print(f"stream: {lines} events, {size / 1e6:.0f} MB in {took:.1f} s: {lines / took:.0f} events/s")
PY
  awk -v a="$before" '{printf "node cpu %.1f s\n", ($14 + $15) / 100 - a}' "/proc/$node/stat"
done
echo "node after the stream: peak $(peak "$node")"
verify() {
  python3 - "$@" <<'PY'
import resource, subprocess, sys, time
begin = time.time()
code = subprocess.call(sys.argv[1:])
use = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"verify: {time.time() - begin:.1f} s, cpu {use.ru_utime + use.ru_stime:.1f} s, peak {use.ru_maxrss // 1024} MiB, exit {code}")
PY
}
time java -jar "$jar" audit sign --data-dir "$work/data"
verify java -Xmx256m -jar "$jar" audit verify --data-dir "$work/data"
verify java -Xmx256m -jar "$jar" audit verify --data-dir "$work/data"
