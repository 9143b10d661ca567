#!/usr/bin/env bash
# A small crop by a node that stays, whole command, beside gdalwarp and gdal_translate -of COG; then many of them by xargs -P4.
#   one: bands 4-3-2 of a Landsat scene, clipped, on whole multiples of 30 m, as a COG with DEFLATE (job C of jobs.sh on a small scene)
# Prints the medians of wall and CPU of the command alone, then crops a second of both sides.
# Usage: local-node.sh SCENES [RUNS] [MANY]   SCENES as LANDFALL_BENCH's make-scenes makes them (small).
set -euo pipefail
scenes=$(realpath "$1") runs=${2:-9} many=${3:-200}
landfall=$(realpath "$(dirname "$0")/../../cluster-node/target/landfall")
work=$(mktemp -d)
export scenes work landfall LANDFALL_JAVA_OPTS=${LANDFALL_JAVA_OPTS:--Xmx1400m}
trap '"$landfall" stop --now --data-dir "$work/data" 2>/dev/null; rm -rf "$work"' EXIT
scene=$(find "$scenes" -mindepth 1 -maxdepth 1 -name 'LC08*' -type d | sort | head -1)
export scene

ours() {
  "$landfall" export --data-dir "$work/data" --scene "$scene" --bands 4,3,2 --grid aligned --resolution 30 --aoi "$scenes/aoi.geojson" -o "$work/o$1.tif" >/dev/null 2>&1
}
theirs() {
  local bands=() b
  for b in 4 3 2; do bands+=("$(ls "$scene"/*_[BS]*"$b".TIF | head -1)"); done
  gdalbuildvrt -q -separate "$work/t$1.vrt" "${bands[@]}"
  gdalwarp -q -tap -tr 30 30 -r bilinear -cutline "$scenes/aoi.geojson" -crop_to_cutline -dstnodata 0 -multi "$work/t$1.vrt" "$work/t$1.w.tif"
  gdal_translate -q -of COG -co COMPRESS=DEFLATE -co PREDICTOR=2 -co NUM_THREADS=ALL_CPUS "$work/t$1.w.tif" "$work/t$1.tif"
  rm -f "$work/t$1.vrt" "$work/t$1.w.tif"
}
export -f ours theirs

# seconds of wall and CPU of one call
measure() {
  local TIMEFORMAT='%R %U %S'
  { time "$1" "$2"; } 2>&1 | awk '{print $1, $2 + $3}'
}
median() { sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }

# The archive of classes is made half a minute after a node has started, when processors are idle: here before anything is measured.
"$landfall" classes >/dev/null 2>&1 || echo "local-node.sh: no archive of classes" >&2
for ((i = 0; i < 30; i++)); do ours "warm$i"; rm -f "$work"/owarm*; done
for ((i = 0; i < runs; i++)); do
  measure ours "$i" >>"$work/ours.txt"
  measure theirs "$i" >>"$work/theirs.txt"
done
printf '\n| one crop | wall s | CPU s of the command |\n| --- | --- | --- |\n'
for side in ours theirs; do
  printf '| %s | %s | %s |\n' "$side" "$(cut -d' ' -f1 "$work/$side.txt" | median)" "$(cut -d' ' -f2 "$work/$side.txt" | median)"
done
ls -l "$work/o0.tif" "$work/t0.tif" | awk '{print $5, $9}'

printf '\n| %s crops, xargs -P4 | s | crops a second |\n| --- | --- | --- |\n' "$many"
for side in ours theirs; do
  rm -f "$work"/[ot][0-9]*
  begin=$(date +%s.%N)
  seq "$many" | xargs -P4 -I{} bash -c "$side {}"
  end=$(date +%s.%N)
  found=$(find "$work" -name "${side:0:1}[0-9]*.tif" | wc -l)
  [ "$found" -ge "$many" ] || echo "$side: only $found of $many files"
  awk -v side="$side" -v n="$found" -v a="$begin" -v b="$end" 'BEGIN {printf "| %s | %.1f | %.2f |\n", side, b - a, n / (b - a)}'
done
