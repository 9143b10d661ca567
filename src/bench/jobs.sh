#!/usr/bin/env bash
# Jobs A, B and C beside GDAL, in turn, whole processes:
#   a  four full Landsat scenes, bands 4-3-2, stretched to bytes, Web Mercator at 30 m, bilinear, clipped
#   b  NDVI of the first scene, 32-bit floats, on its own grid
#   c  bands 4-3-2 of the first scene as they are, clipped, on whole multiples of 30 m as gdalwarp -tap lays them
# all as COG with DEFLATE. Prints each run, then the ratios of the medians: wall, CPU, peak memory, size.
# Usage: jobs.sh SCENES [RUNS] [JOBS]   SCENES as LANDFALL_BENCH's make-scenes makes them. KEEP=FOLDER keeps the outputs.
#   LANDFALL_JAVA_OPTS (default: none) goes to the JVM: -Dlandfall.native=off compares with java.util.zip.
set -euo pipefail
: "${LANDFALL_BENCH:?names the folder of make-scenes, peer-gdal and timeit}"
scenes=$(realpath "$1") runs=${2:-3} jobs=${3:-a b c}
landfall=$(realpath "$(dirname "$0")/../../cluster-node/target/landfall")
export LANDFALL_JAVA_OPTS=${LANDFALL_JAVA_OPTS:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# In GDAL's job the last scene in the order of names lies on top; with us the first does.
mapfile -t all < <(find "$scenes" -mindepth 1 -maxdepth 1 -name 'LC08*' -type d | sort -r)
first=${all[-1]}

ours() {
  local job=$1 wanted=()
  case $job in
    a)
      for s in "${all[@]}"; do wanted+=(--scene "$s"); done
      wanted+=(--bands 4,3,2 --stretch 4000,16000 --srid 3857 --resolution 30 --aoi "$scenes/aoi.geojson")
      ;;
    b) wanted=(--scene "$first" --tool ndvi) ;;
    c) wanted=(--scene "$first" --bands 4,3,2 --grid aligned --aoi "$scenes/aoi.geojson") ;;
  esac
  measure "ours $job" "$work/ours-$job.tif" "$landfall" export --no-daemon "${wanted[@]}" --data-dir "$work/data" -o "$work/ours-$job.tif"
}

theirs() {
  local job=$1 how
  case $job in a) how=two ;; b) how=calc ;; c) how=clip ;; esac
  measure "GDAL $job" "$work/theirs-$job.tif" env LO=4000 HI=16000 "$LANDFALL_BENCH/peer-gdal" "$job" "$how" "$scenes" "$work/theirs-$job.tif"
}

measure() {
  local label=$1 out=$2
  shift 2
  rm -f "$out" "$out".*
  "$LANDFALL_BENCH/timeit" -n 1 --label "$label" --csv "$work/runs.csv" -- "$@"
  stat -c %s "$out" >"$work/$label.size"
}

# The first start makes what later ones use: files of the database. The archive of classes is made in the background, when processors are
# idle: here before anything is measured.
"$landfall" demo --data-dir "$work/data" >/dev/null 2>&1
"$landfall" classes >/dev/null 2>&1 || echo "jobs.sh: no archive of classes: starts take longer" >&2
for ((run = 0; run < runs; run++)); do
  for job in $jobs; do
    ours "$job"
    theirs "$job"
  done
done

median() { awk -F, -v label="$1" -v column="$2" '$1 == label {print $column}' "$work/runs.csv" | sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }
printf '\n%s\n%s\n' '| job | wall s | CPU s | peak MiB | MB | wall | CPU | peak | size |' '| --- | --- | --- | --- | --- | --- | --- | --- | --- |'
for job in $jobs; do
  line="| $job |" ratios=""
  for column in 3 6 8; do # of timeit's CSV
    o=$(median "ours $job" $column) g=$(median "GDAL $job" $column)
    line+=$(awk -v o="$o" -v g="$g" 'BEGIN {printf " %.1f / %.1f |", o, g}')
    ratios+=$(awk -v o="$o" -v g="$g" 'BEGIN {printf " %.2f |", o / g}')
  done
  o=$(<"$work/ours $job.size") g=$(<"$work/GDAL $job.size")
  line+=$(awk -v o="$o" -v g="$g" 'BEGIN {printf " %.1f / %.1f |", o / 1e6, g / 1e6}')
  ratios+=$(awk -v o="$o" -v g="$g" 'BEGIN {printf " %.3f |", o / g}')
  printf '%s%s\n' "$line" "$ratios"
done
[ -z "${KEEP:-}" ] || cp "$work"/{ours,theirs}-*.tif "$KEEP"
