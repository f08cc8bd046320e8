#!/usr/bin/env bash
# Keeps a copy of every public document in a folder, and brings it up to date each time that it is run.
#
#   examples/mirror.sh FOLDER [API] [FILTERS]
#
# FOLDER/documents/KIND/UID.json is the document of each record as its own address gives it, but for what is counted at
# reading (claim_count). FOLDER/next is the address of what follows: a run that was cut off goes on from there, and doing
# a page twice does no harm. FILTERS are those of /api/v1/changes/, such as kind=claim,actor or form=denied; they are
# those of the first run for good. Run it by cron, or in a loop. It needs curl and jq.
set -euo pipefail

folder=${1:?Name the folder of the copy: examples/mirror.sh FOLDER [API] [FILTERS]}
api=${2:-http://127.0.0.1:8000}
filters=${3:+&$3}

mkdir -p "$folder/documents"
if [ ! -e "$folder/next" ]; then echo "$api/api/v1/changes/?limit=1000$filters" >"$folder/next"; fi
page=$(mktemp "$folder/page.XXXXXX")
trap 'rm -f "$page"' EXIT

while true; do
  address=$(<"$folder/next")
  if ! curl --silent --show-error --fail-with-body --retry 3 --output "$page" "$address"; then
    echo "$address was refused: $(jq --raw-output '.detail // empty' "$page" 2>/dev/null || true)" >&2
    exit 1
  fi
  # One line a change: what to do, with which record, and the document, in which JSON leaves no line end.
  jq --raw-output '.results[] | "\(.event) \(.kind)/\(.uid) \(.document | tojson)"' "$page" |
    while read -r event record document; do
      file=$folder/documents/$record.json
      case $event in
        upsert)
          mkdir -p "${file%/*}"
          printf '%s\n' "$document" >"$file.new"
          mv "$file.new" "$file"
          ;;
        delete | left) rm -f "$file" ;;
        *)
          echo "The event $event is new: see docs/mirroring.md for what it asks." >&2
          exit 1
          ;;
      esac
    done
  # Only now: what is written before it is done again if the run is cut off here.
  jq --raw-output .next "$page" >"$folder/next.new"
  mv "$folder/next.new" "$folder/next"
  if jq --exit-status '.meta.up_to >= .meta.as_of' "$page" >/dev/null; then break; fi
done
echo "Up to date at publication $(jq .meta.as_of "$page")."
