#!/usr/bin/env bash
# A scene of 12 bands far away: an export of all bands on their own grid, from nginx behind a line with a delay each way and a limited
# rate (far-proxy.py), beside the transfer of the same bytes alone and beside GDAL through /vsicurl/.
#   stream  the 12 files by one connection, one after the other
#   ranges  the blocks of full resolution of the 12 files by 16 connections in parallel (curl), in parts of 1 MiB: the transfer's own time
#   ours    landfall export through a node that stays: the command alone, submission to the written file
#   gdal    gdalbuildvrt -separate and gdal_translate -of COG, HTTP multiplexed, parallel ranges, cached
# Prints each run, then medians and their ratio to ranges.
# Usage: remote.sh SCENE_FOLDER [RUNS] [DELAY_MS] [MBIT_S]    SCENE_FOLDER as make-scenes makes one; its bands are repeated to 12
set -euo pipefail
scene=$(realpath "$1") runs=${2:-3} delay=${3:-50} rate=${4:-200}
here=$(realpath "$(dirname "$0")")
landfall=${LANDFALL:-$(realpath "$here/../../cluster-node/target")/landfall}
[ -x "$landfall" ] || landfall="java -jar $here/../../cluster-node/target/landfall.jar"
age=0 work=$(mktemp -d) origin=18080 far=18081
cleanup() {
  $landfall stop --now --data-dir "$work/data" >/dev/null 2>&1 || true
  kill "$(cat "$work/nginx.pid" 2>/dev/null)" "${proxy:-}" 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

mkdir -p "$work/www" "$work/tmp"
sources=("$scene"/*_B[0-9]*.TIF)
for i in $(seq 1 12); do cp "${sources[$(((i - 1) % ${#sources[@]}))]}" "$work/www/B$i.TIF"; done
cat >"$work/nginx.conf" <<CONF
worker_processes 1; pid $work/nginx.pid; error_log $work/error.log; daemon on; user root;
events { worker_connections 512; }
http { access_log $work/access.log; sendfile on; keepalive_requests 100000; client_body_temp_path $work/tmp; proxy_temp_path $work/tmp; fastcgi_temp_path $work/tmp;
  uwsgi_temp_path $work/tmp; scgi_temp_path $work/tmp; server { listen 127.0.0.1:$origin; root $work/www; } }
CONF
nginx -c "$work/nginx.conf" 2>/dev/null
python3 "$here/far-proxy.py" $far $origin "$delay" "$rate" &
proxy=$!
until curl -s -o /dev/null "http://127.0.0.1:$far/B1.TIF" -r 0-0; do sleep 0.1; done

# the scene as a STAC item, its files under other URLs each time: nothing is kept from the run before
item() {
  python3 - "$far" "$1" >"$work/assets.json" <<'PY'
import json, sys
print(json.dumps({"type": "Feature", "stac_version": "1.0.0", "id": "far", "geometry": None, "properties": {"datetime": "2023-06-10T00:00:00Z"}, "links": [],
  "assets": {f"B{i}": {"href": f"http://127.0.0.1:{sys.argv[1]}/B{i}.TIF?run={sys.argv[2]}", "type": "image/tiff; application=geotiff", "eo:bands": [{"name": f"B{i}"}]} for i in range(1, 13)}}))
PY
}
bands=$(seq -s, 1 12 | sed 's/\([0-9]*\)/B\1/g')

# the ranges of full resolution, in parts of 1 MiB, one curl configuration
python3 - "$work" $far >"$work/ranges.txt" <<'PY'
import struct, sys
work, far = sys.argv[1:]
for i in range(1, 13):
    with open(f"{work}/www/B{i}.TIF", "rb") as f:
        head = f.read(8)
        e = "<" if head[:2] == b"II" else ">"
        assert struct.unpack(e + "H", head[2:4])[0] == 42
        f.seek(struct.unpack(e + "I", head[4:])[0])
        tags = {}
        for _ in range(struct.unpack(e + "H", f.read(2))[0]):
            tag, kind, count, value = struct.unpack(e + "HHII", f.read(12))
            tags[tag] = (kind, count, value)
        def values(tag):
            kind, count, at = tags[tag]
            size, code = {3: (2, "H"), 4: (4, "I")}[kind]
            here = f.tell(); f.seek(at); got = struct.unpack(e + code * count, f.read(size * count)); f.seek(here)
            return got
        spans = sorted((o, o + n) for o, n in zip(values(324), values(325)) if o)
    low, high = spans[0][0], max(b for _, b in spans)
    for at in range(low, high, 1 << 20):
        print(f"http://127.0.0.1:{far}/B{i}.TIF {at}-{min(high, at + (1 << 20)) - 1}")
PY
bytes=$(awk '{split($2, r, "-"); n += r[2] - r[1] + 1} END {print n}' "$work/ranges.txt")
split -n r/16 "$work/ranges.txt" "$work/part."
for p in "$work"/part.*; do awk 'NR > 1 {print "next"} {print "url = \"" $1 "\"\nrange = " $2 "\noutput = /dev/null"}' "$p" >"$p.curl"; done

stream() { curl -s $(for i in $(seq 1 12); do echo "http://127.0.0.1:$far/B$i.TIF -o /dev/null"; done); }
ranges() { for p in "$work"/part.*.curl; do curl -s -K "$p" 2>/dev/null & done; wait $(jobs -p | grep -v "^$proxy$"); }
ours() { $landfall export --data-dir "$work/data" --scene "$work/assets.json" --bands "$bands" -o "$work/o.tif" >"$work/o.log" 2>&1 || { cat "$work/o.log"; exit 1; }; }
gdal() {
  export GDAL_HTTP_MULTIPLEX=YES GDAL_NUM_THREADS=ALL_CPUS VSI_CACHE=TRUE VSI_CACHE_SIZE=100000000 GDAL_DISABLE_READDIR_ON_OPEN=EMPTY_DIR \
    GDAL_HTTP_MERGE_CONSECUTIVE_RANGES=YES CPL_VSIL_CURL_CHUNK_SIZE=1048576 CPL_VSIL_CURL_CACHE_SIZE=400000000 GDAL_INGESTED_BYTES_AT_OPEN=65536 GDAL_CACHEMAX=512
  gdalbuildvrt -q -separate "$work/t.vrt" $(for i in $(seq 1 12); do echo "/vsicurl/http://127.0.0.1:$far/B$i.TIF"; done)
  gdal_translate -q -of COG -co COMPRESS=DEFLATE -co PREDICTOR=2 -co NUM_THREADS=ALL_CPUS -co INTERLEAVE=PIXEL "$work/t.vrt" "$work/t.tif" 2>/dev/null ||
    gdal_translate -q -of COG -co COMPRESS=DEFLATE -co PREDICTOR=2 -co NUM_THREADS=ALL_CPUS "$work/t.vrt" "$work/t.tif"
}
median() { sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }
run() {
  local begin end requests
  age=$((age + 1)); item $age
  : >"$work/access.log"; kill -USR1 "$(cat "$work/nginx.pid")"
  begin=$(date +%s.%N); "$1"; end=$(date +%s.%N)
  sleep 0.3
  [ -n "${KEEP:-}" ] && cp "$work/access.log" "$KEEP/$1.$age.log"
  awk -v a="$begin" -v b="$end" 'BEGIN {printf "%.2f\n", b - a}' | tee -a "$work/$1.s" | tr '\n' ' '
  awk '{n += $10} END {printf "%d requests, %.1f MB", NR, n / 1e6}' "$work/access.log" | sed "s/^/$1: /"
  echo
}

$landfall version 2>/dev/null | head -1 || true
echo "12 bands, $(awk -v n="$bytes" 'BEGIN {printf "%.1f", n / 1e6}') MB of full resolution, $delay ms each way, $rate Mbit/s"
uptime
sides=${SIDES:-"stream ranges ours gdal"}
item 0
[[ $sides == *ours* ]] && ours
for ((r = 0; r < runs; r++)); do
  for side in $sides; do
    rm -f "$work/o.tif" "$work/t.tif"
    run "$side"
  done
done
printf '\n| what | s | to ranges |\n| --- | --- | --- |\n'
base=$([ -f "$work/ranges.s" ] && median <"$work/ranges.s" || echo 0)
for side in $sides; do
  awk -v side="$side" -v s="$(median <"$work/$side.s")" -v base="$base" 'BEGIN {printf "| %s | %.2f | %.2f |\n", side, s, (base > 0 ? s / base : 0)}'
done
[ -f "$work/o.log" ] && tail -12 "$work/o.log" || true
