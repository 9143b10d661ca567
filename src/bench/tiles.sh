#!/usr/bin/env bash
# Map tiles of a project by a node, beside MapServer: PEER is peer-tiles, which asks both for the same random tiles in turn; SCENES is a
# folder of make-scenes. The first round, of other tiles, warms the node up. With CACHE=0 no encoded tile is kept, so that each is rendered
# however often it is asked for; SEEDS=none leaves all that out. Then, unless PAN=0: an export of the same project alone, a burst of 1,000
# tiles, PAN people who pan for a minute (pan.py), and the same beside another such export, each with the status of an export meanwhile.
# THOUSANDS=20: before that, so many thousand random tiles, and the heap after each four thousand.
# Prints the load of the machine before each part and the processor time of the node in it. The options of the
# JVM are those of the launcher.
# Usage: tiles.sh SCENES PEER [SEED]...
set -euo pipefail
scenes=$(realpath "$1") peer=$(realpath "$2") here=$(realpath "$(dirname "$0")")
shift 2
[ $# -gt 0 ] || set -- 7 8
jar=$here/../../cluster-node/target/landfall.jar work=$(mktemp -d) port=${PORT:-18091} url=http://127.0.0.1:${PORT:-18091}
trap 'kill "${node:-}" 2>/dev/null || true; wait "${node:-}" 2>/dev/null || true; rm -rf "$work"' EXIT
LANDFALL_IMPORT_FOLDER="$scenes" java ${LANDFALL_JAVA_OPTS:--Xmx1500m} ${CACHE:+-Dlandfall.tiles.cache=$CACHE -Dlandfall.tiles.disk-cache=$CACHE} \
  -XX:G1HeapRegionSize=8m -jar "$jar" serve --port "$port" --data-dir "$work/data" >"$work/serve.log" 2>&1 &
node=$!
until curl -fs "$url/health/ready" >/dev/null; do
  kill -0 "$node" || { cat "$work/serve.log"; exit 1; }
  sleep 0.5
done
auth="Authorization: Bearer $(cat "$work/data/token")"
create() { curl -fsS -H "$auth" -H 'Content-Type: application/json' -d @- -D - -o /dev/null "$url$1" | tr -d '\r' | sed -n 's|^[Ll]ocation: .*/||p'; }
ids=()
for folder in $(find "$scenes" -mindepth 1 -maxdepth 1 -type d | sort -r); do # the last by name on top, as in PEER
  name=$(basename "$folder")
  bands=$(for band in red:B4 green:B3 blue:B2; do printf '{"name": "%s", "href": "file://%s/%s_%s.TIF"},' "${band%:*}" "$folder" "$name" "${band#*:}"; done)
  ids+=("$(create /v1/scenes <<<"{\"name\": \"$name\", \"bands\": [${bands%,}]}")")
done
list=$(printf '{"sceneId": "%s"},' "${ids[@]}")
project=$(create /v1/projects <<<"{\"name\": \"tiles\", \"scenes\": [${list%,}], \"bands\": {\"red\": \"red\", \"green\": \"green\", \"blue\": \"blue\"}}")
tiles="$url/v1/projects/$project/tiles/{z}/{x}/{y}.png?stretch=4000,16000"
processor() { awk '{print ($14 + $15) / 100}' "/proc/$node/stat"; }
memory() { awk '/VmRSS/ {print $2 / 1024 " MB"}' "/proc/$node/status"; }
part() {
  local before
  before=$(processor)
  echo "== $1, load $(cut -d' ' -f1 /proc/loadavg)"
  shift
  "$@"
  awk -v a="$before" -v b="$(processor)" 'BEGIN {printf "node: CPU %.1f s, ", b - a}'
  memory
  echo "tiles so far: $(curl -fsS "$url/metrics" | sed -n 's/^landfall_tiles_total{.*outcome="\([a-z]*\)".*} \(.*\)/\1 \2/p' | tr '\n' ' ')"
}
if [ "${SEEDS:-}" != none ]; then
  part "warm-up" "$peer" "$scenes" --ours "$tiles" --header "$auth" --rounds 1 --n 300 --seed 1 >/dev/null
  for seed in "$@"; do
    part "seed $seed" "$peer" "$scenes" --ours "$tiles" --header "$auth" --seed "$seed" --rounds "${ROUNDS:-1}" ${OUT:+--out "$OUT"}
  done
fi
start_export() { create /v1/exports <<<"{\"source\": {\"projectId\": \"$project\"}, \"outputProjection\": 3857, \"resolution\": 30, \"stretch\": [[4000, 16000]]}"; }
await_export() { # since when, which
  until curl -fsS -H "$auth" "$url/v1/exports/$2" | grep -q '"status": *"\(SUCCESS\|ERROR\)"'; do sleep 0.5; done
  echo "the export: $(curl -fsS -H "$auth" "$url/v1/exports/$2" | python3 -c 'import json, sys; print(json.load(sys.stdin)["status"])') after $(awk -v a="$1" -v b="$(date +%s.%N)" 'BEGIN {printf "%.1f s", b - a}')"
}
export_alone() {
  local since export
  for i in 1 2; do # the first warms up
    since=$(date +%s.%N)
    export=$(start_export)
    await_export "$since" "$export"
  done
  first=$export
}
pan() { "$here/pan.py" "$tiles" "$@" --header "$auth" --status "$url/v1/exports/$first"; }
beside_export() {
  local since export
  since=$(date +%s.%N)
  export=$(start_export)
  await_export "$since" "$export" &
  pan 60 --clients "$PAN" --seed 9
  wait $!
}
heap() {
  jcmd "$node" GC.run >/dev/null # soft references stay
  jcmd "$node" GC.heap_info | sed -n 's/.*\(used [0-9]*K\).*/heap after it: \1/p' | head -1
}
for round in $(seq 1 "${THOUSANDS:-0}"); do # with CACHE=0, so many thousand tiles are rendered
  part "thousand $round" "$here/pan.py" "$tiles" 60 --burst 1000 --connections 8 --seed "$round" --zooms 8-14 --header "$auth"
  [ $((round % 4)) != 0 ] || heap
done
PAN=${PAN:-200}
if [ "$PAN" != 0 ]; then
  part "exports alone" export_alone
  part "status alone" pan 10 --clients 0
  part "a burst of 1,000 tiles over 64 connections" pan 60 --burst 1000 --connections 64
  part "a burst of 1,000 others over 16 connections" pan 60 --burst 1000 --connections 16 --seed 8
  part "$PAN people pan" pan 60 --clients "$PAN"
  part "$PAN people pan beside an export" beside_export
fi
