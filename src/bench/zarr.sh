#!/usr/bin/env bash
# What delivering a Zarr takes: two builds in turn, an export of one scene each, without compression, so that there are bytes to move.
# Usage: zarr.sh OLD/landfall.jar NEW/landfall.jar SCENE [RUNS=3]
# Prints of each run the phases render, commit and deliver (wall, CPU, bytes), and the load. A minute a run.
set -euo pipefail
old=$1 new=$2 scene=$3 runs=${4:-3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for run in $(seq "$runs"); do
  for side in old new; do
    jar=$([ $side = old ] && echo "$old" || echo "$new")
    java -jar "$jar" export --no-daemon --data-dir "$work/$side" --scene "$scene" --bands red,green,blue \
      --compress none -o "$work/$side.zarr.zip" > "$work/log" 2>&1 || { cat "$work/log"; exit 1; }
    grep -E '^(render|commit|deliver|total) ' "$work/log" | sed "s/^/$side $run  /"
    rm -f "$work/$side.zarr.zip"*
  done
done
uptime
