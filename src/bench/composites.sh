#!/usr/bin/env bash
# Job A (see jobs.sh) beside the same with four dates of each scene, as a median: what a source pixel costs in both.
# The dates are links to the same files, which are read as others. Prints seconds and CPU seconds of each run, by turns, their medians, and the ratio per date.
# Usage: composites.sh SCENES [RUNS [HOW]]    about 15 s a pair with make-scenes' small set, 2 minutes with medium
set -euo pipefail
scenes=$(realpath "$1") runs=${2:-5} how=${3:-median} dates=4
landfall=${LANDFALL:-$(realpath "$(dirname "$0")/../../cluster-node/target/landfall")}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mosaic=() all=()
while read -r scene; do
  mosaic+=(--scene "$scene") all+=(--scene "$scene")
  for ((date = 2; date <= dates; date++)); do
    mkdir -p "$work/$date/${scene##*/}"
    ln -s "$scene"/* "$work/$date/${scene##*/}/"
    all+=(--scene "$work/$date/${scene##*/}")
  done
done < <(find "$scenes" -mindepth 1 -maxdepth 1 -name 'LC08*' -type d | sort -r)
job=(--bands 4,3,2 --srid 3857 --resolution 30 --stretch 4000,16000 --aoi "$scenes/aoi.geojson" --no-daemon --data-dir "$work/data")
TIMEFORMAT='%R %U %S'
timed() { { time "$landfall" export "$@" >"$work/log" 2>&1; } 2>"$work/time" || { cat "$work/log" >&2; exit 1; }; awk '{printf "%.2f %.2f\n", $1, $2 + $3}' "$work/time"; }
for ((run = 0; run <= runs; run++)); do # the first warms up
  a=$(timed "${mosaic[@]}" "${job[@]}" -o "$work/a-$run.tif") b=$(timed "${all[@]}" "${job[@]}" --composite "$how" -o "$work/b-$run.tif")
  rm -f "$work"/[ab]-*.tif
  ((run == 0)) || echo "$a $b" | tee -a "$work/runs"
done
uptime
median() { cut -d' ' -f"$1" "$work/runs" | sort -n | awk '{v[NR] = $1} END {print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2}'; }
awk -v a="$(median 1)" -v c="$(median 2)" -v b="$(median 3)" -v d="$(median 4)" -v n="$dates" \
  'BEGIN {printf "mosaic %.2f s, %.2f CPU s; %d dates %.2f s, %.2f CPU s; per source pixel read: wall %.2f, CPU %.2f\n", a, c, n, b, d, b / n / a, d / n / c}'
