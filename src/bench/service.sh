#!/usr/bin/env bash
# Jobs B and C (see jobs.sh) by a node that runs already, beside GDAL: from the request to the file on disk, over HTTP.
# Prints wall and CPU of each; the first round warms the node up and does not count.
# Usage: service.sh SCENES [RUNS]
set -euo pipefail
: "${LANDFALL_BENCH:?names the folder of make-scenes, peer-gdal and timeit}"
scenes=$(realpath "$1") runs=${2:-3}
landfall=$(realpath "$(dirname "$0")/../../cluster-node/target/landfall")
export LANDFALL_JAVA_OPTS=${LANDFALL_JAVA_OPTS:--Xmx1400m}
work=$(mktemp -d) url=http://127.0.0.1:18090
trap 'kill "${node:-}" 2>/dev/null || true; wait "${node:-}" 2>/dev/null || true; rm -rf "$work"' EXIT
LANDFALL_IMPORT_FOLDER="$scenes" "$landfall" serve --port 18090 --data-dir "$work/data" >"$work/serve.log" 2>&1 &
node=$!
until curl -fs "$url/health/ready" >/dev/null; do
  kill -0 "$node" || { cat "$work/serve.log"; exit 1; }
  sleep 0.2
done
auth=(-H "Authorization: Bearer $(cat "$work/data/token")")
first=$(find "$scenes" -mindepth 1 -maxdepth 1 -name 'LC08*' -type d -printf '%f\n' | sort | head -1)
aoi=$(python3 -c 'import json, sys; f = json.load(open(sys.argv[1])); print(json.dumps(f["features"][0]["geometry"] if "features" in f else f.get("geometry", f)))' "$scenes/aoi.geojson")
body_b="{\"source\": {\"scenes\": [\"$first\"], \"toolId\": \"ndvi\"}}"
body_c="{\"source\": {\"scenes\": [\"$first\"], \"bands\": [\"4\", \"3\", \"2\"]}, \"grid\": \"aligned\", \"mask\": $aoi}"

processor() { awk '{print ($14 + $15 + $16 + $17) / 100}' "/proc/$node/stat"; }
field() { grep -o "\"$1\" *: *\"[^\"]*\"" | head -1 | sed 's/.*"\([^"]*\)"$/\1/'; }

ours() {
  local body=$1 started location status name
  started=$(date +%s.%N) before=$(processor)
  location=$url$(curl -fsS "${auth[@]}" -H 'Content-Type: application/json' -D - -o /dev/null "$url/v1/exports" -d "$body" |
    tr -d '\r' | sed -n 's/^[Ll]ocation: //p' | sed "s|^$url||")
  until [ "${status:-}" = SUCCESS ]; do
    sleep 0.05
    status=$(curl -fsS "${auth[@]}" "$location" | field status)
    [ "$status" != ERROR ] || { curl -sS "${auth[@]}" "$location"; exit 1; }
  done
  name=$(curl -fsS "${auth[@]}" "$location/files" | field name)
  curl -fsSL "${auth[@]}" -o "$work/ours.tif" "$location/files/$name"
  awk -v a="$started" -v b="$(date +%s.%N)" -v c="$before" -v d="$(processor)" \
    'BEGIN {printf "ours wall %.2f s cpu %.2f s", b - a, d - c}'
  stat -c ' %s bytes' "$work/ours.tif"
}

for ((run = 0; run <= runs; run++)); do
  [ "$run" -gt 0 ] || echo "warm-up, not counted"
  echo "job b" && ours "$body_b"
  "$LANDFALL_BENCH/timeit" -n 1 --drop "$work/theirs.tif" -- "$LANDFALL_BENCH/peer-gdal" b calc "$scenes" "$work/theirs.tif"
  echo "job c" && ours "$body_c"
  "$LANDFALL_BENCH/timeit" -n 1 --drop "$work/theirs.tif" -- "$LANDFALL_BENCH/peer-gdal" c clip "$scenes" "$work/theirs.tif"
done
