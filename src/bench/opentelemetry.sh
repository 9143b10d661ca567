#!/usr/bin/env bash
# What the OpenTelemetry Java agent costs, and what it tells: a node without it and one with it, in turn. Of each: seconds until it is
# ready, its processor time by then and after an export, its memory then. Of the last node with the agent: spans by kind and library,
# and those of the export's trace.
# Usage: opentelemetry.sh AGENT.jar SCENES [RUNS]
#   LANDFALL overrides the program (default: the launcher of the build), ONCE=1 only runs the node with the agent
set -euo pipefail
agent=$(realpath "$1") scenes=$(realpath "$2") runs=${3:-3}
here=$(realpath "$(dirname "$0")")
landfall=${LANDFALL:-$here/../../cluster-node/target/landfall}
work=$(mktemp -d) url=http://127.0.0.1:18097
trap 'kill ${node:-} ${receiver:-} 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"' EXIT
first=$(find "$scenes" -mindepth 1 -maxdepth 1 -name 'LC08*' -type d -printf '%f\n' | sort | head -1)
trace=4bf92f3577b34da6a3ce929d0e0e4736

processor() { awk '{printf "%.2f", ($14 + $15) / 100}' "/proc/$node/stat"; }

run() {
  local name=$1 began location status= ready cpu
  began=$(date +%s.%N)
  LANDFALL_IMPORT_FOLDER="$scenes" $landfall serve --port 18097 --data-dir "$work/$name" >"$work/$name.log" 2>&1 &
  node=$!
  until curl -fs "$url/health/ready" >/dev/null; do
    kill -0 "$node" || { cat "$work/$name.log"; exit 1; }
    sleep 0.1
  done
  ready=$(awk -v a="$began" -v b="$(date +%s.%N)" 'BEGIN {printf "%.1f", b - a}') cpu=$(processor)
  auth=(-H "Authorization: Bearer $(cat "$work/$name/token")")
  location=$(curl -fsS --retry 9 "${auth[@]}" -H 'Content-Type: application/json' -H "traceparent: 00-$trace-00f067aa0ba902b7-01" -D - -o /dev/null \
    "$url/v1/exports" -d "{\"source\": {\"scenes\": [\"$first\"], \"bands\": [\"4\", \"3\", \"2\"]}}" |
    tr -d '\r' | sed -n 's/^[Ll]ocation: //p' | sed "s|^$url||")
  until [ "$status" = SUCCESS ]; do
    sleep 0.2
    status=$(curl -fsS --retry 9 "${auth[@]}" "$url$location" | grep -o '"status" *: *"[A-Z]*"' | head -1 | grep -o '[A-Z]*' | tail -1)
    [ "$status" != ERROR ] || { curl -sS "${auth[@]}" "$url$location"; exit 1; }
  done
  echo "$name: ready after $ready s, $cpu s of processor; after an export $(processor) s, $(awk '/VmRSS/ {print int($2 / 1024)}' "/proc/$node/status") MiB"
  sleep "${SETTLE:-6}" # the agent sends each 5 s
  kill "$node" && wait "$node" || true
  rm -rf "$work/$name"
}

python3 "$here/otlp-receiver.py" 14318 >>"$work/spans.jsonl" & # appends: it is emptied meanwhile
receiver=$!
uptime
for ((i = 1; i <= runs; i++)); do
  [ -n "${ONCE:-}" ] || run "without-$i"
  : >"$work/spans.jsonl"
  JAVA_TOOL_OPTIONS="-javaagent:$agent" OTEL_SERVICE_NAME=landfall OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:14318 \
    OTEL_METRICS_EXPORTER=none OTEL_LOGS_EXPORTER=none run "with-$i"
done
python3 - "$work/spans.jsonl" "$trace" <<'PY'
import collections, json, sys
spans = [json.loads(line) for line in open(sys.argv[1])]
print("%d spans" % len(spans))
print("kinds", dict(collections.Counter(span.get("kind", "") for span in spans)))
for name, count in collections.Counter(span["name"] for span in spans).most_common(12):
    print("%6d  %s" % (count, name))
own = [span for span in spans if span["trace"] == sys.argv[2]]
print("of the export's trace: %d" % len(own))
for name, count in collections.Counter((span.get("kind", ""), span["name"]) for span in own).most_common(12):
    print("%6d  %s" % (count, " ".join(name)))
PY
