#!/usr/bin/env bash
# A link beside nginx: the same COG of more than 1 GB, by curl on one loopback, in turn, one reader and four at a time.
# Prints each round with the load of the machine and what a GB took of processors, which depends least on the load, then
# of each number of readers the medians, and the median of the ratios of neighbours. nginx copies nothing (sendfile); it reads a copy on the same disk, both are in the page cache.
# Usage: links.sh SCENES [ROUNDS]   SCENES as LANDFALL_BENCH's make-scenes makes them (full).
#   LANDFALL_JAVA_OPTS (default -Xmx1400m) goes to the JVM. DATA=FOLDER keeps the data folder for another run.
set -euo pipefail
scenes=$(realpath "$1") rounds=${2:-7}
landfall=${LANDFALL:-$(realpath "$(dirname "$0")/../../cluster-node/target/landfall")}
export LANDFALL_JAVA_OPTS=${LANDFALL_JAVA_OPTS:--Xmx1400m}
work=$(mktemp -d) url=http://127.0.0.1:18091 static=http://127.0.0.1:18092
data=${DATA:-$work/data}
trap 'kill "${node:-}" "${nginx:-}" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"' EXIT

LANDFALL_IMPORT_FOLDER="$scenes" "$landfall" serve --port 18091 --data-dir "$data" >"$work/serve.log" 2>&1 &
node=$!
until curl -fs "$url/health/ready" >/dev/null; do
  kill -0 "$node" || { cat "$work/serve.log"; exit 1; }
  sleep 0.2
done
auth=(-H "Authorization: Bearer $(cat "$data/token")")
names=$(find "$scenes" -mindepth 1 -maxdepth 1 -name 'LC08*' -type d -printf '"%f"\n' | sort | paste -sd,)
field() { grep -o "\"$1\" *: *\"[^\"]*\"" | head -1 | sed 's/.*"\([^"]*\)"$/\1/'; }

id=$(cat "$data/links.export" 2>/dev/null || true)
if [ -z "$id" ]; then
  body="{\"source\": {\"scenes\": [$names], \"bands\": [\"4\", \"3\", \"2\"]}, \"outputProjection\": 3857, \"resolution\": 30,"
  body+=' "format": {"type": "COG", "compression": "NONE"}}'
  id=$(curl -fsS "${auth[@]}" -H 'Content-Type: application/json' "$url/v1/exports" -d "$body" | field id)
fi
until [ "${status:-}" = SUCCESS ]; do
  sleep 1
  status=$(curl -fsS "${auth[@]}" "$url/v1/exports/$id" | field status)
  [ "$status" != ERROR ] || { curl -sS "${auth[@]}" "$url/v1/exports/$id"; exit 1; }
done
echo "$id" >"$data/links.export"
link=$(curl -fsS "${auth[@]}" "$url/v1/exports/$id" | field href)

mkdir "$work/static"
curl -fsS -o "$work/static/file.tif" "$link"
bytes=$(stat -c %s "$work/static/file.tif")
cat >"$work/nginx.conf" <<CONF
daemon off; error_log stderr; pid $work/nginx.pid; worker_processes auto; user $(id -un) $(id -gn);
events { worker_connections 64; }
http {
  access_log off; sendfile on; tcp_nopush on;
  client_body_temp_path $work; proxy_temp_path $work; fastcgi_temp_path $work; uwsgi_temp_path $work; scgi_temp_path $work;
  server { listen 127.0.0.1:18092; root $work/static; }
}
CONF
nginx -c "$work/nginx.conf" 2>"$work/nginx.log" &
nginx=$!
until curl -fsI "$static/file.tif" >/dev/null; do
  kill -0 "$nginx" || { cat "$work/nginx.log"; exit 1; }
  sleep 0.2
done

# MB/s of so many readers of URL together.
speed() {
  local readers=$1 from=$2 begun reader pids=()
  begun=$(date +%s.%N)
  for ((reader = 0; reader < readers; reader++)); do
    curl -fsS -o /dev/null "$from" &
    pids+=($!)
  done
  wait "${pids[@]}"
  awk -v a="$begun" -v b="$(date +%s.%N)" -v n="$((bytes * readers))" 'BEGIN {printf "%.0f", n / (b - a) / 1e6}'
}
# Seconds of processors that processes have had.
processor() { for p in "$@"; do cat "/proc/$p/stat"; done | awk '{sub(/.*\) /, ""); s += $12 + $13} END {print s / 100}'; }
# What a GB took, from two such readings.
each_gb() { awk -v a="$1" -v b="$2" -v n="$((bytes * readers))" 'BEGIN {printf "%.2f", (b - a) / (n / 1e9)}'; }
median() { sort -g | awk '{v[NR] = $1} END {print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2}'; }
heap() { awk '/^VmRSS/ {printf "%.0f", $2 / 1024}' "/proc/$node/status"; }

echo "$bytes bytes, $(nproc) processors, $(nginx -v 2>&1)"
for _ in 1 2 3; do speed 1 "$link" >/dev/null; done # the JVM compiles what it runs often
for readers in 1 4; do
  rm -f "$work"/*.figures
  for ((round = 0; round < rounds; round++)); do
    mapfile -t workers < <(pgrep -P "$nginx")
    before=$(processor "${workers[@]}")
    a=$(speed "$readers" "$static/file.tif")
    nginx_cpu=$(each_gb "$before" "$(processor "${workers[@]}")")
    before=$(processor "$node")
    b=$(speed "$readers" "$link")
    link_cpu=$(each_gb "$before" "$(processor "$node")")
    echo "$a" >>"$work/nginx.figures"
    echo "$b" >>"$work/link.figures"
    awk -v a="$a" -v b="$b" 'BEGIN {printf "%.3f\n", b / a}' >>"$work/ratio.figures"
    echo "$readers readers: nginx $a MB/s, link $b MB/s, ratio $(tail -1 "$work/ratio.figures"), CPU s/GB $nginx_cpu and $link_cpu, load $(cut -d' ' -f1 /proc/loadavg), node $(heap) MiB"
  done
  echo "$readers readers, medians: nginx $(median <"$work/nginx.figures") MB/s, link $(median <"$work/link.figures") MB/s, ratio $(median <"$work/ratio.figures")"
done
