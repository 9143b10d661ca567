#!/usr/bin/env bash
# The tour that src/site/markdown/tour.md gives, its commands as they stand there, in a folder of their own. Needs the built jar and curl; leaves nothing behind.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'kill "${node:-}" 2>/dev/null || true; wait "${node:-}" 2>/dev/null || true; rm -rf "$work"' EXIT
sed -n '/^```sh$/,/^```$/p' src/site/markdown/tour.md | sed '/^```/d' >"$work/commands"
ln -s "$PWD/cluster-node" "$work/cluster-node"
cd "$work"

set -v
source ./commands
set +v

grep -q '"status": *"SUCCESS"' events.txt
grep -q '"pointer": *"/resolution"' refusal.json
echo "The tour is done."
