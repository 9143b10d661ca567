#!/usr/bin/env bash
# An image that rational polynomial coefficients place on a terrain model, beside gdalwarp, in turn: one band of SIDE x SIDE pixels of 2 m, with ground of
# 80 to 1,120 m in a model of a second of arc (30 m), into UTM, bilinear, uncompressed GeoTIFF by both. Prints the medians of wall and CPU, whole processes; ours is
# the command line without a node (default), or NODE=1 by a node that stays, whose CPU the command tells.
#   exact   gdalwarp -et 0: every pixel by itself        near  gdalwarp's default: errors up to an eighth of a pixel; ours are always true to a ten-thousandth
# Makes image and model once, in FOLDER. Usage: terrain.sh FOLDER [RUNS] [SIDE]
set -euo pipefail
folder=$1 runs=${2:-3} side=${3:-8192}
mkdir -p "$folder"
folder=$(realpath "$folder")
landfall=${LANDFALL:-$(realpath "$(dirname "$0")/../../cluster-node/target/landfall")}
export LANDFALL_JAVA_OPTS=${LANDFALL_JAVA_OPTS:--Xmx1400m}
work=$(mktemp -d)
trap '[ -z "${NODE:-}" ] || "$landfall" stop --now --data-dir "$work/data" >/dev/null 2>&1; rm -rf "$work"' EXIT

[ -f "$folder/image_$side.tif" ] || python3 - "$folder" "$side" <<'PY'
import sys, numpy as np, rasterio
from rasterio.transform import Affine
folder, side = sys.argv[1], int(sys.argv[2])
west, north = -85.25, 34.75
degrees = 2 / 111_000
model_side = 1200
x, y = np.meshgrid(np.arange(model_side) / 3600 - model_side / 7200, np.arange(model_side) / 3600 - model_side / 7200)
heights = 600 + 400 * np.sin(40 * x + 1) * np.cos(55 * y) + 120 * np.sin(900 * x) * np.sin(780 * y + 2)
place = Affine(1 / 3600, 0, west - model_side / 7200, 0, -1 / 3600, north + model_side / 7200)
with rasterio.open(folder + "/model.tif", "w", driver="GTiff", width=model_side, height=model_side, count=1, dtype="float32", crs="EPSG:4326", transform=place, tiled=True,
                   compress="deflate") as model:
    model.write(heights.astype(np.float32), 1)
random = np.random.default_rng(1)
with rasterio.open(f"{folder}/image_{side}.tif", "w", driver="GTiff", width=side, height=side, count=1, dtype="uint16", tiled=True, blockxsize=512, blockysize=512) as image:
    for at in range(0, side, 512):
        rows = min(512, side - at)
        image.write((1000 + random.integers(0, 3000, (rows, side))).astype(np.uint16), 1, window=((at, at + rows), (0, side)))
line = [0.002, -0.12, -1.03, 0.021, 0.004, -0.001, 0.002, 0.003, -0.005, 0.0004, 1e-5, 2e-6, -4e-6, 1e-6, 3e-6, 5e-6, -1e-6, 2e-6, 1e-6, 1e-7]
sample = [-0.003, 1.02, -0.16, 0.017, 0.006, 0.001, -0.001, -0.004, 0.002, 0.0003, -2e-5, 3e-6, 5e-6, -1e-6, 4e-6, -2e-6, 1e-6, 1e-6, -3e-6, 2e-7]
under = [1, 0.004, -0.003, 0.002, 1e-4, 2e-5, -1e-5, 3e-5, -4e-5, 1e-5, 1e-6, 1e-7, -2e-7, 1e-8, 3e-7, 1e-7, -1e-8, 2e-8, 1e-8, 1e-9]
half = side / 2
with open(f"{folder}/image_{side}_RPC.TXT", "w") as text:
    for name, value in dict(LINE_OFF=half, SAMP_OFF=half, LAT_OFF=north, LONG_OFF=west, HEIGHT_OFF=500, LINE_SCALE=half, SAMP_SCALE=half,
                            LAT_SCALE=half * degrees, LONG_SCALE=half * degrees / np.cos(np.radians(north)), HEIGHT_SCALE=500).items():
        text.write(f"{name}: {value:.17g}\n")
    for name, values in dict(LINE_NUM=line, LINE_DEN=under, SAMP_NUM=sample, SAMP_DEN=under).items():
        for i, value in enumerate(values):
            text.write(f"{name}_COEFF_{i + 1}: {value:.17g}\n")
PY

ours() {
  rm -f "$work"/ours.*
  local how=(--no-daemon)
  [ -z "${NODE:-}" ] || how=()
  "$landfall" export "${how[@]}" --data-dir "$work/data" --scene "$folder/image_$side.tif" --rpc-dem "$folder/model.tif" --srid 32616 --resolution 2 --format geotiff --compress none \
    -o "$work/ours.tif" >/dev/null 2>"$work/ours.log" || { cat "$work/ours.log" >&2; exit 1; }
}
theirs() {
  rm -f "$work"/theirs.*
  gdalwarp -q -rpc -to "RPC_DEM=$folder/model.tif" -to RPC_DEM_MISSING_VALUE=0 -t_srs EPSG:32616 -tr 2 2 -tap -r bilinear -wm 256 "$@" -co TILED=YES -co BLOCKXSIZE=512 -co BLOCKYSIZE=512 \
    "$folder/image_$side.tif" "$work/theirs.tif"
}
exact() { theirs -et 0; }
near() { theirs; }
measure() {
  local TIMEFORMAT='%R %U %S' took
  took=$({ time "$1"; } 2>&1 | tail -1)
  if [ "$1" = ours ] && [ -n "${NODE:-}" ]; then
    echo "${took%% *} $(awk '$1 == "total" {print $4}' "$work/ours.log")"
  else
    awk '{print $1, $2 + $3}' <<<"$took"
  fi
}
median() { cut -d' ' -f"$2" "$work/times-$1" | sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }

ours # the first start makes what later ones use
for ((i = 0; i < runs; i++)); do
  for who in ours exact near; do
    measure "$who" >>"$work/times-$who"
  done
done
uptime
gdalinfo "$work/ours.tif" | grep '^Size'
printf '| | wall s | CPU s | wall of ours by it | CPU of ours by it |\n| --- | --- | --- | --- | --- |\n'
for who in ours exact near; do
  awk -v who="$who" -v w="$(median "$who" 1)" -v c="$(median "$who" 2)" -v ow="$(median ours 1)" -v oc="$(median ours 2)" \
    'BEGIN {printf "| %s | %.1f | %.1f | %.2f | %.2f |\n", who, w, c, ow / w, oc / c}'
done
[ -z "${KEEP:-}" ] || cp "$work"/{ours,theirs}.tif "$KEEP"
