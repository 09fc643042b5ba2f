#!/bin/sh
# The way from a finished story to one with pictures and a codex, offline, in a scratch folder: our own Salt Lantern, prepared answers in
# place of a chat model, the built-in painter in place of an image maker. What people would decide is scripted and marked as such.
set -eu
. "$(dirname "$0")/demo-common.sh"

step "1. A project, and the story: 33 passages, finished"
run init saltwick
cd games/saltwick
run story import "$source/data/demo/story/salt-lantern.yaml"
run story check
cp "$source/data/demo/story/salt-lantern-answers.yaml" story/answers.yaml
cat > limner.yaml <<'YAML'
name: saltwick
defaults: { chat: script }
chat: { script: { file: story/answers.yaml } }   # prepared answers: nobody is asked
dress: { size: 640 }
YAML
printf '$ cat limner.yaml\n'
cat limner.yaml

step "2. How it is to look: talked over with the (scripted) model, then approved: Gate 1"
printf 'The first, please. Nothing may glow but the lantern.\nNo gore, no lettering.\n/done\n' | run dress direct
run dress approve direction --yes

step "3. What the pictures are to show, and what readers may look up"
run dress brief
run dress codex

step "4. Everything is looked at: Gate 2. Then how many pictures: the must-haves"
run dress review --list
run dress review --all --yes >/dev/null
run dress budget --priority 1

step "5. One picture first; then the others"
run dress sample --dry-run
run dress sample
run dress approve sample --yes
run dress render

step "6. Is it complete?"
run dress check

step "7. Out to readers, in every form: a page that plays, for Twine, for e-readers, for paper, for engines"
run ship --format all

step "Look at it"
cat <<TEXT
  story           $PWD/story/
  pictures        $PWD/assets/
  to play         $PWD/exports/the-salt-lantern-html/the-salt-lantern.html   (built with npm)
  for Twine       $PWD/exports/the-salt-lantern-twee/the-salt-lantern.twee
  for e-readers   $PWD/exports/the-salt-lantern-epub/the-salt-lantern.epub
  to print        $PWD/exports/the-salt-lantern-gamebook/the-salt-lantern.pdf
  for engines     $PWD/exports/the-salt-lantern-json/story.json

Try next, in $PWD:
  limner dress review landing --set "mood=calm" --approve   then: limner dress check, which finds the old picture
  limner dress budget --top 5                               the next five; then: limner dress render
  limner serve --open                                       the story in the studio
(limner is $limner)
TEXT
