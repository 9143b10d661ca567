#!/usr/bin/env bash
# The README's main job, then the same system over HTTP with curl. Needs the built jar and curl; leaves nothing behind.
set -euo pipefail
cd "$(dirname "$0")/../.."
jar=cluster-node/target/landfall.jar
work=$(mktemp -d)
trap 'kill "${node:-}" 2>/dev/null || true; wait "${node:-}" 2>/dev/null || true; rm -rf "$work"' EXIT

echo "-- demo"
java -jar "$jar" demo --data-dir "$work/data"
java -jar "$jar" info --checksum "$work/data/demo/demo.tif"

echo "-- serve"
LANDFALL_IMPORT_FOLDER="$work/data/demo" java -jar "$jar" serve --port 18080 --data-dir "$work/data" >"$work/serve.log" 2>&1 &
node=$!
url=http://127.0.0.1:18080
for _ in $(seq 120); do curl -fs "$url/health/ready" >/dev/null && break; kill -0 "$node" || { cat "$work/serve.log"; exit 1; }; sleep 0.5; done
token=$(cat "$work/data/token")
auth=(-H "Authorization: Bearer $token")

echo "-- an export over HTTP"
scenes=$(cd "$work/data/demo" && find . -mindepth 1 -maxdepth 1 -type d | sort | sed 's|^\./||; s|.*|"&"|' | paste -sd,)
location=$(curl -fsS "${auth[@]}" -H 'Content-Type: application/json' -o "$work/export.json" -D - "$url/v1/exports" \
  -d "{\"source\": {\"scenes\": [$scenes], \"bands\": [\"red\", \"green\", \"blue\"]}, \"outputProjection\": 3857, \"resolution\": 60}" \
  | tr -d '\r' | sed -n 's/^[Ll]ocation: //p')
case $location in http*) ;; *) location=$url$location;; esac
for _ in $(seq 240); do
  status=$(curl -fsS "${auth[@]}" "$location" | sed -n 's/.*"status" *: *"\([A-Z]*\)".*/\1/p' | head -1)
  case $status in SUCCESS) break;; ERROR) curl -fsS "${auth[@]}" "$location"; exit 1;; esac
  sleep 0.25
done
[ "$status" = SUCCESS ] || { echo "still $status"; exit 1; }
curl -fsS "${auth[@]}" "$location/files"
echo
mkdir "$work/http"
for name in $(curl -fsS "${auth[@]}" "$location/files" | grep -o '"name" *: *"[^"]*"' | sed 's/.*"\([^"]*\)"$/\1/'); do
  curl -fsSL "${auth[@]}" -o "$work/http/$name" "$location/files/$name"
done
(cd "$work/http" && sha256sum -c SHA256SUMS)
java -jar "$jar" info "$work"/http/*.tif

echo "-- what is not there"
curl -sS "${auth[@]}" "$url/v1/exports/00000000-0000-7000-8000-000000000000"
echo
echo "The tour is done."
