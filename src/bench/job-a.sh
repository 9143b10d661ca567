#!/usr/bin/env bash
# Job A beside GDAL, in turn: four full Landsat scenes, bands 4-3-2, stretched to bytes, Web Mercator at 30 m, clipped, COG.
# Usage: job-a.sh SCENES [RUNS]   SCENES as LANDFALL_BENCH's make-scenes makes them. Prints wall, CPU and peak memory of each run.
set -euo pipefail
: "${LANDFALL_BENCH:?names the folder of make-scenes, peer-gdal and timeit}"
scenes=$(realpath "$1") runs=${2:-3}
landfall=$(realpath "$(dirname "$0")/../../cluster-node/target/landfall")
export LANDFALL_JAVA_OPTS=${LANDFALL_JAVA_OPTS:--Xmx1400m}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# In GDAL's job the last scene in the order of names lies on top; with us the first does.
mapfile -t scene < <(find "$scenes" -mindepth 1 -maxdepth 1 -name 'LC08*' -type d | sort -r)
export_arguments=()
for s in "${scene[@]}"; do export_arguments+=(--scene "$s"); done
# The first start makes what later ones use: files of the database, and the archive of classes.
"$landfall" demo --data-dir "$work/data" >/dev/null 2>&1
for run in $(seq "$runs"); do
  rm -f "$work/ours.tif" "$work/theirs.tif"
  echo "run $run"
  "$LANDFALL_BENCH/timeit" -n 1 -- "$landfall" export "${export_arguments[@]}" \
    --bands 4,3,2 --stretch 4000,16000 --srid 3857 --resolution 30 --aoi "$scenes/aoi.geojson" \
    --data-dir "$work/data" -o "$work/ours.tif"
  LO=4000 HI=16000 "$LANDFALL_BENCH/timeit" -n 1 -- "$LANDFALL_BENCH/peer-gdal" a two "$scenes" "$work/theirs.tif"
  stat -c '%n %s bytes' "$work/ours.tif" "$work/theirs.tif"
done
[ -z "${KEEP:-}" ] || cp "$work/ours.tif" "$work/theirs.tif" "$KEEP"
