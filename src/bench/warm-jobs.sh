#!/usr/bin/env bash
# Jobs A, B and C of jobs.sh by a local node that is warm, the whole command, and GDAL, in turn:
#   a  four scenes, bands 4-3-2, stretched to bytes, Web Mercator at 30 m, bilinear, clipped
#   b  NDVI of the first scene, 32-bit floats, on its own grid
#   c  bands 4-3-2 of the first scene as they are, clipped, on whole multiples of 30 m
# Prints each run, then the peak memory of the node's process, then the medians and their ratios: wall of the command, CPU of it and of the node
# with its database, size.
# Usage: warm-jobs.sh SCENES [RUNS] [JOBS]   SCENES as LANDFALL_BENCH's make-scenes makes them (full). KEEP=FOLDER keeps the outputs.
#   WARM (default 4): exports of each job before it is measured. LANDFALL_JAVA_OPTS (default -Xmx1400m) goes to the node's JVM.
set -euo pipefail
: "${LANDFALL_BENCH:?names the folder of make-scenes and peer-gdal}"
scenes=$(realpath "$1") runs=${2:-5} jobs=${3:-b c}
landfall=$(realpath "$(dirname "$0")/../../cluster-node/target/landfall")
export LANDFALL_JAVA_OPTS=${LANDFALL_JAVA_OPTS:--Xmx1400m}
work=$(mktemp -d)
trap '"$landfall" stop --now --data-dir "$work/data" 2>/dev/null || true; rm -rf "$work"' EXIT
# In GDAL's job the last scene in the order of names lies on top; with us the first does.
mapfile -t all < <(find "$scenes" -mindepth 1 -maxdepth 1 -name 'LC08*' -type d | sort -r)
first=$(find "$scenes" -mindepth 1 -maxdepth 1 -name 'LC08*' -type d | sort | head -1)

ours() {
  local wanted=() s
  case $1 in
    a)
      for s in "${all[@]}"; do wanted+=(--scene "$s"); done
      wanted+=(--bands 4,3,2 --stretch 4000,16000 --srid 3857 --resolution 30 --aoi "$scenes/aoi.geojson")
      ;;
    b) wanted=(--scene "$first" --tool ndvi) ;;
    c) wanted=(--scene "$first" --bands 4,3,2 --grid aligned --aoi "$scenes/aoi.geojson") ;;
  esac
  "$landfall" export "${wanted[@]}" --data-dir "$work/data" -o "$work/ours-$1.tif" >"$work/ours-$1.log" 2>&1
}

theirs() {
  local how
  case $1 in a) how=two ;; b) how=calc ;; c) how=clip ;; esac
  LO=4000 HI=16000 "$LANDFALL_BENCH/peer-gdal" "$1" "$how" "$scenes" "$work/theirs-$1.tif" >/dev/null
}

# CPU seconds of the node's process and of what it has started
node_cpu() {
  local node
  node=$(sed -n 's/^pid=//p' "$work/data/node.address" 2>/dev/null) || true
  [ -n "$node" ] || { echo 0; return; }
  local of=$node pids=$node
  while of=$(pgrep -d, -P "$of") && [ -n "$of" ]; do pids+=" ${of//,/ }"; done
  for p in $pids; do cat "/proc/$p/stat" 2>/dev/null || true; done | sed 's/.*) //' | awk -v hz="$(getconf CLK_TCK)" '{t += $12 + $13 + $14 + $15} END {print t / hz}'
}

# one run of a side: appends wall, CPU of the command, CPU of the node
measure() {
  local side=$1 job=$2 TIMEFORMAT='%R %U %S' before after
  rm -f "$work/$side-$job.tif"*
  before=$(node_cpu)
  { time "$side" "$job"; } 2>"$work/time" || { cat "$work/$side-$job.log" >&2; exit 1; }
  after=$(node_cpu)
  tail -1 "$work/time" | awk -v b="$before" -v a="$after" '{printf "%s %.2f\n", $1, $2 + $3 + a - b}' | tee -a "$work/$side-$job.txt" | sed "s/^/$side $job /"
}

# The archive of classes is made half a minute after a node has started, when processors are idle: here before anything is measured.
"$landfall" classes >/dev/null 2>&1 || echo "warm-jobs.sh: no archive of classes" >&2
for job in $jobs; do
  for ((i = 0; i < ${WARM:-4}; i++)); do
    rm -f "$work/ours-$job.tif"*
    ours "$job"
  done
done
for ((run = 0; run < runs; run++)); do
  for job in $jobs; do
    measure ours "$job"
    measure theirs "$job"
  done
done

median() { cut -d' ' -f"$2" "$work/$1.txt" | sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }
uptime
awk '/VmHWM/ {printf "the node: %.0f MiB at its peak\n", $2 / 1024}' "/proc/$(sed -n 's/^pid=//p' "$work/data/node.address")/status"
printf '\n%s\n%s\n' '| job | wall s | CPU s | MB | wall | CPU | size |' '| --- | --- | --- | --- | --- | --- | --- |'
for job in $jobs; do
  awk -v job="$job" -v ow="$(median "ours-$job" 1)" -v gw="$(median "theirs-$job" 1)" -v oc="$(median "ours-$job" 2)" -v gc="$(median "theirs-$job" 2)" \
    -v os="$(stat -c %s "$work/ours-$job.tif")" -v gs="$(stat -c %s "$work/theirs-$job.tif")" 'BEGIN {
      printf "| %s | %.2f / %.2f | %.2f / %.2f | %.1f / %.1f | %.2f | %.2f | %.3f |\n", job, ow, gw, oc, gc, os / 1e6, gs / 1e6, ow / gw, oc / gc, os / gs}'
done
[ -z "${KEEP:-}" ] || cp "$work"/{ours,theirs}-*.tif "$work"/ours-*.log "$KEEP"
