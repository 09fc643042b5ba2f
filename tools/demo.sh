#!/bin/sh
# The whole main job on the built-in painter, in a scratch folder: a project, two waves, judgments, a named subject, verdicts,
# comparisons, every export, and the check of each; then a LoRA training set and a story, each in a folder of its own. The judgments are
# scripted examples and marked as such in every record.
set -eu
. "$(dirname "$0")/demo-common.sh"

step "1. A project: the world of Lantern Shoals"
run init shoals --template game-art
cd games/shoals

step "2. Two waves of candidates, painted by the built-in sketch painter"
run generate inputs/prompts/wave1.json
run generate inputs/prompts/wave2.json

step "3. Judgments, from a script of examples (reviewer demo:script)"
python3 "$source/tools/demo-judge.py" "$limner" "$source/data/demo"

step "4. A named subject: found, made the anchor, followed, and asked at every gate"
gates=IC-1=pass,IC-2=pass,IC-3=pass,IC-4=pass,IC-5=pass,IC-6=pass
identity=identity_fidelity=0.9,spec_compliance=0.8,narrative_legibility=0.8
scores=silhouette_clarity=0.8,palette_adherence=0.8,material_fidelity=0.8,faction_read=0.8,wear_level=0.8,painterly_finish=0.8,composition=0.8
run identity discover example --subject orla_venn --seeds 1
run identity gate orla_portrait_s0 $gates --scores $identity
run curate orla_portrait_s0 approved "Long narrow face, grey braid: this is the lock-keeper." --scores $scores
run identity promote orla_portrait_s0
run identity follow-on example --subject orla_venn --seeds 1
run identity gate orla_gate_v1_f0 $gates --scores $identity,anchor_consistency=0.9 --persistence 0.85
run curate orla_gate_v1_f0 approved "The same woman at the gate, coat and braid unchanged." --scores $scores
run curate orla_alarm_v1_f0 rejected "Calm, where she should shout a warning." --scores "$(echo $scores | sed s/0.8/0.3/g)"
run identity show orla_venn --picture exports/orla_venn.png

step "5. Verdicts: every judgment bound to the rules of the constitution"
run canon bind --stats
run canon show MAT-001

step "6. What the comparisons say"
run compare rank
run compare next

step "7. Exports for every trainer, and the check of each"
run export --format all
for folder in exports/*/; do
  run validate "$folder"
done

step "8. The contact sheet, and where the project stands"
run sheet
run status

step "9. A LoRA training set, in a folder of its own"
"$source/tools/demo-lora.sh" "$limner" "$target/lora"

step "10. A story with pictures and a codex, in a folder of its own"
"$source/tools/demo-dress.sh" "$limner" "$target/dress"

step "Look at it"
cat <<TEXT
  contact sheet   $target/games/shoals/exports/sheet.html
  lineage         $target/games/shoals/exports/orla_venn.png
  images          $target/games/shoals/outputs/
  records         $target/games/shoals/records/
  exports         $target/games/shoals/exports/
  training set    $target/lora/games/gulls/dataset/ada/   (report.html)
  story           $target/dress/games/saltwick/exports/the-salt-lantern-html/the-salt-lantern.html
                  (built with npm; beside it folders for Twine, e-readers, paper and engines)

Try next, in $target/games/shoals:
  limner serve --open              the studio: look and judge in the browser
  limner curate                    judge in the terminal, with pictures and single keys
  limner canon list                the rules and how pictures fare under them
  limner doctor                    every file looked at
  edit canon/constitution.md, then: limner status; limner canon bind
The last two parts alone: ./dev demo lora, ./dev demo dress
(limner is $limner)
TEXT
