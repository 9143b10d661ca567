#!/usr/bin/env bash
# Clients that openapi-generator writes for a service that runs: generated, compiled and run, in Java and TypeScript. Needs the built jar, mvn and npm.
set -euo pipefail
cd "$(dirname "$0")/../.."
jar=cluster-node/target/landfall.jar
work=$(mktemp -d)
trap 'kill "${node:-}" 2>/dev/null || true; wait "${node:-}" 2>/dev/null || true; rm -rf "$work"' EXIT
say() { printf -- '-- %s (%ss)\n' "$*" "$SECONDS"; }

say "a service with a scene to register"
java -jar "$jar" demo --data-dir "$work/data" >"$work/demo.log" 2>&1 || { cat "$work/demo.log"; exit 1; }
LANDFALL_IMPORT_FOLDER="$work/data/demo" java -jar "$jar" serve --port 18081 --data-dir "$work/data" >"$work/serve.log" 2>&1 &
node=$!
export LANDFALL_URL=http://127.0.0.1:18081
for _ in $(seq 240); do curl -fs "$LANDFALL_URL/health/ready" >/dev/null && break; kill -0 "$node" || { cat "$work/serve.log"; exit 1; }; sleep 0.5; done
export LANDFALL_TOKEN=$(cat "$work/data/token")
scene=file://$work/data/demo/LC80220342026101LGN00/LC80220342026101LGN00
bands="${scene}_B4.TIF ${scene}_B5.TIF"

cp -r src/samples/clients "$work/clients"
cd "$work/clients"

say "generated, and compiled: Java"
mvn -B -q -ntp compile -Dlandfall.url="$LANDFALL_URL" >"$work/mvn.log" 2>&1 || { cat "$work/mvn.log"; exit 1; }
say "Java"
mvn -B -q -ntp exec:java -Dexec.args="$bands"

cd typescript
say "compiled: TypeScript"
npm install --silent --no-audit --no-fund --no-package-lock
npm run --silent build
say "TypeScript"
npm run --silent start -- $bands
say "The clients are done."
