#!/usr/bin/env bash
# True colour of a Sentinel-2 product beside GDAL, in turn: bands red, green and blue of 5490 x 5490 pixels in JPEG 2000, tiles of 1024, in Web Mercator
#   10, 20, 60  at so many metres, bilinear: at 60 m a reduced resolution is read
#   80-average  at 80 m, average, likewise
# as COG with DEFLATE, by a node that stays; GDAL decodes and warps with all processors. Prints the medians of wall of the whole command, and of CPU, ours as the
# command tells it of the node.
# Makes the product from a full Landsat scene by GDAL's writer, once, in PRODUCT.
# Usage: jp2.sh SCENES PRODUCT [RUNS] [JOBS]   SCENES as LANDFALL_BENCH's make-scenes makes them (full).
set -euo pipefail
scenes=$(realpath "$1") product=$2 runs=${3:-3} jobs=${4:-10 20 60 80-average}
landfall=$(realpath "$(dirname "$0")/../../cluster-node/target/landfall")
export LANDFALL_JAVA_OPTS=${LANDFALL_JAVA_OPTS:--Xmx1400m}
work=$(mktemp -d)
trap '"$landfall" stop --now --data-dir "$work/data" >/dev/null 2>&1; rm -rf "$work"' EXIT
name=S2B_MSIL2A_20250218T101021_N0511_R022_T33TVL_20250218T140000.SAFE
images=$product/$name/GRANULE/L2A_T33TVL_A000001_20250218T101021/IMG_DATA/R10m
scene=$(find "$scenes" -mindepth 1 -maxdepth 1 -name 'LC08*' -type d | sort | head -1)

make_band() {
  local out=$images/T33TVL_20250218T101021_$1_10m.jp2
  [ -f "$out" ] && return
  mkdir -p "$images"
  gdal_translate -q -outsize 5490 5490 -r bilinear -a_nodata none -a_srs EPSG:32633 -a_ullr 399960 5000040 509760 4890240 "$scene"/*_B"$2".TIF "$work/band.tif"
  gdal_translate -q -of JP2OpenJPEG -co QUALITY=100 -co REVERSIBLE=YES -co BLOCKXSIZE=1024 -co BLOCKYSIZE=1024 -co RESOLUTIONS=6 -co GeoJP2=NO -co WRITE_METADATA=NO \
    "$work/band.tif" "$out"
}
make_band B02 2
make_band B03 3
make_band B04 4

ours() {
  local how=(--resolution "${1%-average}")
  [ "$1" = 80-average ] && how+=(--resampling average)
  rm -f "$work"/ours.tif*
  "$landfall" export --data-dir "$work/data" --scene "$product/$name" --bands red,green,blue --srid 3857 "${how[@]}" -o "$work/ours.tif" >/dev/null 2>"$work/ours.log"
}
theirs() {
  local how=(-tr "${1%-average}" "${1%-average}" -r bilinear)
  [ "$1" = 80-average ] && how=(-tr 80 80 -r average)
  rm -f "$work"/theirs.*
  gdalbuildvrt -q -separate -srcnodata 0 -vrtnodata 0 "$work/theirs.vrt" "$images"/*_B04_10m.jp2 "$images"/*_B03_10m.jp2 "$images"/*_B02_10m.jp2
  gdalwarp -q -t_srs EPSG:3857 -tap "${how[@]}" -multi -wo NUM_THREADS=ALL_CPUS -wm 512 "$work/theirs.vrt" "$work/theirs.w.tif"
  gdal_translate -q -of COG -co COMPRESS=DEFLATE -co PREDICTOR=2 -co NUM_THREADS=ALL_CPUS "$work/theirs.w.tif" "$work/theirs.tif"
}
measure() {
  local TIMEFORMAT='%R %U %S'
  local took
  took=$({ time "$1" "$2"; } 2>&1 | tail -1)
  if [ "$1" = ours ]; then
    echo "${took%% *} $(awk '$1 == "total" {print $4}' "$work/ours.log")"
  else
    awk '{print $1, $2 + $3}' <<<"$took"
  fi
}
median() { sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }

# The archive of classes is made half a minute after a node has started, when processors are idle: here before anything is measured.
"$landfall" classes >/dev/null 2>&1 || echo "jp2.sh: no archive of classes" >&2
ours 80-average # the first start makes what later ones use
for ((i = 0; i < runs; i++)); do
  for job in $jobs; do
    measure ours "$job" >>"$work/ours-$job.txt"
    measure theirs "$job" >>"$work/theirs-$job.txt"
  done
done
uptime
printf '| job | ours: wall s | CPU s | GDAL: wall s | CPU s | wall | CPU |\n| --- | --- | --- | --- | --- | --- | --- |\n'
for job in $jobs; do
  awk -v j="$job" -v a="$(cut -d' ' -f1 "$work/ours-$job.txt" | median)" -v b="$(cut -d' ' -f2 "$work/ours-$job.txt" | median)" \
    -v c="$(cut -d' ' -f1 "$work/theirs-$job.txt" | median)" -v d="$(cut -d' ' -f2 "$work/theirs-$job.txt" | median)" \
    'BEGIN {printf "| %s | %.1f | %.1f | %.1f | %.1f | %.2f | %.2f |\n", j, a, b, c, d, a / c, b / d}'
done
[ -z "${KEEP:-}" ] || cp "$work"/{ours,theirs}.tif "$KEEP"
