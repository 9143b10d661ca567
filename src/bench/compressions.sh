#!/usr/bin/env bash
# A picture of bytes as COG in each compression, beside GDAL, in turn, whole processes. Prints the medians: wall, CPU, size in MB, and how far
# the values are from those of the picture on average.
# Usage: compressions.sh PICTURE [RUNS] [COMPRESSIONS]   PICTURE: three bands of bytes, such as job A of jobs.sh leaves with KEEP
#   Needs gdal_translate, and a python3 that has rasterio (PATH=/usr/bin:$PATH where another comes first).
#   LANDFALL overrides the program (default: the launcher of the build), LANDFALL_JAVA_OPTS goes to its JVM.
set -euo pipefail
picture=$(realpath "$1") runs=${2:-3} names=${3:-deflate jpeg webp lerc_zstd}
landfall=${LANDFALL:-$(realpath "$(dirname "$0")/../../cluster-node/target/landfall")}
export LANDFALL_JAVA_OPTS=${LANDFALL_JAVA_OPTS:--Xmx1400m}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

timed() {
  local label=$1
  shift
  { /usr/bin/env time -f "%e %U %S" -o "$work/time" "$@" >/dev/null 2>"$work/said"; } || { cat "$work/said" >&2; exit 1; }
  awk -v label="$label" '{print label, $1, $2 + $3}' "$work/time" >>"$work/runs"
}

for ((run = 0; run < runs; run++)); do
  for name in $names; do
    rm -f "$work/ours-$name".* "$work/theirs-$name".*
    timed "ours-$name" "$landfall" export --no-daemon --scene "$picture" --compress "$name" --data-dir "$work/data" -o "$work/ours-$name.tif"
    timed "theirs-$name" gdal_translate -q -of COG -co "COMPRESS=${name^^}" -co NUM_THREADS=2 "$picture" "$work/theirs-$name.tif"
  done
done

median() { awk -v label="$1" -v column="$2" '$1 == label {print $column}' "$work/runs" | sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }
difference() {
  python3 - "$1" "$picture" <<'PY'
import sys, numpy as np, rasterio
with rasterio.open(sys.argv[1]) as a, rasterio.open(sys.argv[2]) as b:
    valid = a.read_masks(1) != 0
    print("%.2f" % np.mean([np.abs(a.read(i).astype(int) - b.read(i))[valid].mean() for i in (1, 2, 3)]))
PY
}
printf '%s\n%s\n' '| compression | wall s | CPU s | MB | difference |' '| --- | --- | --- | --- | --- |'
for name in $names; do
  for who in ours theirs; do
    printf '| %s, %s | %s | %s | %.1f | %s |\n' "$name" "$who" "$(median "$who-$name" 2)" "$(median "$who-$name" 3)" \
      "$(stat -c %s "$work/$who-$name.tif" | awk '{print $1 / 1e6}')" "$(difference "$work/$who-$name.tif")"
  done
done
uptime
