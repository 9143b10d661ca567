#!/usr/bin/env bash
# Fetches the real imagery, areas and scene lists that tests read (56 MB) from the public repositories that hold them, each file
# at the commit and with the SHA-256 that test-data.tsv names, into FOLDER; what is there is kept. Prints what could not be had.
# Usage: test-data.sh FOLDER    Then: LANDFALL_TEST_DATA=FOLDER mvn verify -Dtest=...   HOST fetches from a mirror.
set -euo pipefail
[ $# = 1 ] || { sed -n '2,4s/^# //p' "$0"; exit 2; }
folder=$1 host=${HOST:-https://raw.githubusercontent.com} missing=0 fetched=0
mkdir -p "$folder"
while IFS=$'\t' read -r file sha256 repository commit path; do
  [ "$file" != file ] || continue
  to=$folder/$file
  is_right() { [ -f "$1" ] && [ "$(sha256sum <"$1" | cut -d' ' -f1)" = "$sha256" ]; }
  ! is_right "$to" || continue
  mkdir -p "$(dirname "$to")"
  at=$host/$repository/$commit/$(sed 's/%/%25/g; s/ /%20/g; s/#/%23/g; s/?/%3F/g' <<<"$path")
  if curl -fsSL --retry 3 --max-time 120 -o "$to.part" "$at" && is_right "$to.part"; then
    mv "$to.part" "$to"
    fetched=$((fetched + 1))
  else
    rm -f "$to.part"
    echo "Cannot get $file from $at: it is not there, or its SHA-256 is another." >&2
    missing=$((missing + 1))
  fi
done <"$(dirname "$0")/test-data.tsv"
echo "$fetched files fetched, $missing missing."
[ "$missing" = 0 ]
