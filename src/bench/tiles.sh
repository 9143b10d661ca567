#!/usr/bin/env bash
# Map tiles of a project by a node, beside MapServer: PEER is peer-tiles, which asks both for the same random tiles in turn; SCENES is a
# folder of make-scenes. The first round, of other tiles, warms the node up. With CACHE=0 no encoded tile is kept, so that each is rendered
# however often it is asked for. Then PAN clients pan for a minute beside an export of the same project; PAN=0 leaves that out.
# Prints the load of the machine before each part and the processor time of the node in it.
# Usage: tiles.sh SCENES PEER [SEED]...
set -euo pipefail
scenes=$(realpath "$1") peer=$(realpath "$2") here=$(realpath "$(dirname "$0")")
shift 2
[ $# -gt 0 ] || set -- 7 8
jar=$here/../../cluster-node/target/landfall.jar work=$(mktemp -d) port=${PORT:-18091} url=http://127.0.0.1:${PORT:-18091}
trap 'kill "${node:-}" 2>/dev/null || true; wait "${node:-}" 2>/dev/null || true; rm -rf "$work"' EXIT
LANDFALL_IMPORT_FOLDER="$scenes" java ${LANDFALL_JAVA_OPTS:--Xmx1500m} ${CACHE:+-Dlandfall.tiles.cache=$CACHE} \
  -jar "$jar" serve --port "$port" --data-dir "$work/data" >"$work/serve.log" 2>&1 &
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
}
part "warm-up" "$peer" "$scenes" --ours "$tiles" --header "$auth" --rounds 1 --n 300 --seed 1 >/dev/null
for seed in "$@"; do
  part "seed $seed" "$peer" "$scenes" --ours "$tiles" --header "$auth" --seed "$seed" --rounds "${ROUNDS:-1}"
done
if [ "${PAN:-200}" != 0 ]; then
  export=$(create /v1/exports <<<"{\"source\": {\"projectId\": \"$project\"}, \"outputProjection\": 3857, \"resolution\": 30, \"stretch\": [[4000, 16000]]}")
  part "${PAN:-200} clients pan beside an export" "$here/pan.py" "$tiles" 60 --clients "${PAN:-200}" --header "$auth" --status "$url/v1/exports/$export"
  curl -fsS -H "$auth" "$url/v1/exports/$export" | python3 -c 'import json, sys; e = json.load(sys.stdin); print("the export:", e["status"], e.get("progress"))'
fi
