#!/bin/sh
# The whole main job on the built-in painter, in a scratch folder: a project, two waves, judgments, verdicts, comparisons,
# every export, and the check of each. The judgments are scripted examples and marked as such in every record.
set -eu
limner=$(realpath "$1")
source=$(realpath "$(dirname "$0")/..")
target=${2:-"$source/build/demo"}

step () { printf '\n\033[1m%s\033[0m\n' "$*"; }
run () { printf '\033[2m$ limner %s\033[0m\n' "$*"; "$limner" "$@"; }
[ -t 1 ] || { step () { printf '\n%s\n' "$*"; }; run () { printf '$ limner %s\n' "$*"; "$limner" "$@"; }; }

# Only what an earlier demo made is thrown away.
if [ -e "$target" ] && [ ! -e "$target/.limner-demo" ] && [ -n "$(ls -A "$target")" ]; then
  echo "$target holds something else; name a folder that is empty or new." >&2
  exit 2
fi
rm -rf "$target"
mkdir -p "$target"
touch "$target/.limner-demo"
cd "$target"
LIMNER_REVIEWER=demo:script
export LIMNER_REVIEWER

step "1. A project: the world of Lantern Shoals"
run init shoals --template game-art
cd games/shoals

step "2. Two waves of candidates, painted by the built-in sketch painter"
run generate inputs/prompts/wave1.json
run generate inputs/prompts/wave2.json

step "3. Judgments, from a script of examples (reviewer demo:script)"
python3 "$source/tools/demo-judge.py" "$limner" "$source/data/demo"

step "4. Verdicts: every judgment bound to the rules of the constitution"
run canon bind --stats
run canon show MAT-001

step "5. What the comparisons say"
run compare rank
run compare next

step "6. Exports for every trainer, and the check of each"
run export --format all
for folder in exports/*/; do
  run validate "$folder"
done

step "7. The contact sheet, and where the project stands"
run sheet
run status

step "Look at it"
cat <<TEXT
  contact sheet   $target/games/shoals/exports/sheet.html
  images          $target/games/shoals/outputs/
  records         $target/games/shoals/records/
  exports         $target/games/shoals/exports/

Try next, in $target/games/shoals:
  limner curate                    judge in the terminal, with pictures and single keys
  limner canon list                the rules and how pictures fare under them
  limner doctor                    every file looked at
  edit canon/constitution.md, then: limner status; limner canon bind
(limner is $limner)
TEXT
