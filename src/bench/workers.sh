#!/usr/bin/env bash
# Job A (see jobs.sh) by one worker process of one core, then by two, each pinned to a core of its own.
# API, coordinator, database and store (the base) run beside them, on the cores that the workers have: all on one core against
# all on two. A third course gives the base a core that its only worker does not have: what a worker does alone.
# Prints wall seconds from the request to the last task stored and to SUCCESS, their ratios, and compares the bytes.
# Usage: workers.sh SCENES [RUNS]
set -euo pipefail
scenes=$(realpath "$1") runs=${2:-3}
landfall=$(realpath "$(dirname "$0")/../../cluster-node/target/landfall")
export LANDFALL_JAVA_OPTS=${LANDFALL_JAVA_OPTS:--Xmx1400m}
work=$(mktemp -d) url=http://127.0.0.1:18091 pids=()
ending() { kill "${pids[@]}" 2>/dev/null || true; wait "${pids[@]}" 2>/dev/null || true; rm -rf "$work"; }
trap ending EXIT
LANDFALL_IMPORT_FOLDER="$scenes" "$landfall" serve --roles api,control --port 18091 --data-dir "$work/data" >"$work/serve.log" 2>&1 &
pids+=($!)
until curl -fs "$url/health/ready" >/dev/null; do
  kill -0 "${pids[0]}" || { cat "$work/serve.log"; exit 1; }
  sleep 0.2
done
auth=(-H "Authorization: Bearer $(cat "$work/data/token")")
# In GDAL's job the last scene in the order of names lies on top; with us the first does.
ids=$(find "$scenes" -mindepth 1 -maxdepth 1 -name 'LC08*' -type d -printf '%f\n' | sort -r | sed 's/.*/"&"/' | paste -sd,)
aoi=$(python3 -c 'import json, sys; f = json.load(open(sys.argv[1])); print(json.dumps(f["features"][0]["geometry"] if "features" in f else f.get("geometry", f)))' "$scenes/aoi.geojson")
body="{\"source\": {\"scenes\": [$ids], \"bands\": [\"4\", \"3\", \"2\"]}, \"stretch\": [[4000, 16000]], \"outputProjection\": 3857, \"resolution\": 30, \"mask\": $aoi}"

field() { grep -o "\"$1\" *: *\"[^\"]*\"" | head -1 | sed 's/.*"\([^"]*\)"$/\1/'; }
number() { grep -o "\"$1\" *: *[0-9]*" | head -1 | grep -o '[0-9]*$'; }
since() { awk -v a="$1" -v b="$(date +%s.%N)" 'BEGIN {printf "%.2f", b - a}'; }

worker() { # CORE
  taskset -c "$1" "$landfall" worker --workers 1 --data-dir "$work/data" >>"$work/worker-$1.log" 2>&1 &
  pids+=($!)
}

# Prints: seconds until all tasks were stored, until SUCCESS, SHA-256 of the file.
export_once() {
  local started location status="" rendered="" answer
  started=$(date +%s.%N)
  location=$url$(curl -fsS "${auth[@]}" -H 'Content-Type: application/json' -D - -o /dev/null "$url/v1/exports" -d "$body" |
    tr -d '\r' | sed -n 's/^[Ll]ocation: //p' | sed "s|^$url||")
  until [ "$status" = SUCCESS ]; do
    sleep 0.1
    answer=$(curl -fsS "${auth[@]}" "$location")
    status=$(field status <<<"$answer")
    [ -n "$rendered" ] || [ "$status" != DELIVERING ] || rendered=$(since "$started")
    [ "$status" != ERROR ] || { echo "$answer" >&2; exit 1; }
  done
  echo "${rendered:-$(since "$started")} $(since "$started") $(curl -fsS "${auth[@]}" "$location/files" | field sha256)"
}

base() { # CORES: for all threads of serve and of its database
  for process in "${pids[0]}" $(pgrep -P "${pids[0]}") $(pgrep -P "$(pgrep -d, -P "${pids[0]}")"); do
    taskset -acp "$1" "$process" >/dev/null
  done
}

course() { # NAME: warm up, then measure
  for _ in 1 2; do export_once >/dev/null; done
  for ((run = 0; run < runs; run++)); do
    line=$(export_once)
    echo "$1: stored, SUCCESS, SHA-256: $line"
    echo "$1 $line" >>"$work/runs"
  done
}

worker 0
sleep 12 # it starts and joins
base 0 && course one
base 1 && course apart
worker 1
sleep 12
base 0,1 && course two
awk '{if (!($1 in stored) || $2 < stored[$1]) stored[$1] = $2; if (!($1 in whole) || $3 < whole[$1]) whole[$1] = $3; sums[$4]}
     END {for (other in stored) if (other != "two")
            printf "two against %s, best of each: %.2f times to the last task stored, %.2f times to SUCCESS\n",
              other, stored[other] / stored["two"], whole[other] / whole["two"]
          printf "%d file(s) by content\n", length(sums)}' "$work/runs"
