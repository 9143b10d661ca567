#!/usr/bin/env bash
# The commands of src/site/markdown/first-export.md and tour.md as they stand there, each page in a folder of its own. Needs the built jar and curl; leaves nothing behind.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD work=$(mktemp -d)
trap 'kill "${node:-}" 2>/dev/null || true; wait "${node:-}" 2>/dev/null || true; rm -rf "$work"' EXIT

commands_of() {
  mkdir "$work/$1"
  sed -n '/^```sh$/,/^```$/p' "src/site/markdown/$1.md" | sed '/^```/d' >"$work/$1/commands"
  ln -s "$root/cluster-node" "$work/$1/cluster-node"
}
commands_of first-export
commands_of tour

cd "$work/first-export"
set -v
source ./commands
set +v
wait "$node" || true
grep -q '"status": *"SUCCESS"' export.json
[ -s Coast.tif ]

cd "$work/tour"
set -v
source ./commands
set +v
grep -q '"status": *"SUCCESS"' events.txt
grep -q '"pointer": *"/resolution"' refusal.json
echo "The tour is done."
