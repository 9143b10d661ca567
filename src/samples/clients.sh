#!/usr/bin/env bash
# Clients that openapi-generator writes for a service that runs: generated, compiled and run, in Java and TypeScript. Needs the built jar, mvn and npm.
set -euo pipefail
cd "$(dirname "$0")/../.."
jar=cluster-node/target/landfall.jar
work=$(mktemp -d)
s3mock=com.adobe.testing:s3mock:5.2.0:jar:exec # a store of somebody else: neither ours nor the one of our tests
trap 'kill "${node:-}" "${store:-}" 2>/dev/null || true; wait "${node:-}" 2>/dev/null || true; rm -rf "$work"' EXIT
say() { printf -- '-- %s (%ss)\n' "$*" "$SECONDS"; }

say "a bucket of a user's"
mvn -B -q -ntp org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy -Dartifact="$s3mock" -DoutputDirectory="$work" >"$work/mvn.log" 2>&1 || { cat "$work/mvn.log"; exit 1; }
mkdir "$work/store"
java -jar "$work"/s3mock-*.jar --server.port=19091 --http.port=19090 --com.adobe.testing.s3mock.store.root="$work/store" \
  --com.adobe.testing.s3mock.store.initial-buckets=maps >"$work/store.log" 2>&1 &
store=$!
export BUCKET=maps BUCKET_ENDPOINT=http://127.0.0.1:19090 AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any-secret-key

say "a service with a scene to register"
java -jar "$jar" demo --data-dir "$work/data" >"$work/demo.log" 2>&1 || { cat "$work/demo.log"; exit 1; }
LANDFALL_DELIVERY_ALLOWED_HOSTS=127.0.0.1 LANDFALL_IMPORT_FOLDER="$work/data/demo" java -jar "$jar" serve --port 18081 --data-dir "$work/data" >"$work/serve.log" 2>&1 &
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
mvn -B -q -ntp exec:java -Dexec.mainClass=DeliveryToABucket -Dexec.args="LC80220342026101LGN00 red"

cd typescript
say "compiled: TypeScript"
npm install --silent --no-audit --no-fund --no-package-lock
npm run --silent build
say "TypeScript"
npm run --silent start -- $bands
npm run --silent deliver -- LC80220342026101LGN00 red
say "what is in the bucket"
for language in java typescript; do
  curl -fs "$BUCKET_ENDPOINT/$BUCKET?list-type=2&prefix=$language/" | grep -q '\.tif</Key>' || { echo "No file below $language/"; exit 1; }
done
say "The clients are done."
