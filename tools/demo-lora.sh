#!/bin/sh
# The way from reference sheets to a training set, on the built-in painter, in a scratch folder: our own character Ada Gull on
# drawn sheets, taken stock of, cropped, captioned, mirrored where that is safe, topped up, regularized and checked.
set -eu
. "$(dirname "$0")/demo-common.sh"

step "1. A project, and sheets of Ada Gull: a teal bracer on her right arm, a yellow pad on her left knee"
run init gulls
cd games/gulls
PYTHONDONTWRITEBYTECODE=1 python3 "$source/tests/cli/lora_fixture.py" --sheets .
head -c 4000 inputs/references/clean.png > inputs/references/broken.png

step "2. What there is: the figures on the sheets, and what is no use"
run lora init ada --trigger ada_gull_v1 --class "young woman"
run lora audit --sheet --write

step "3. The plan, filled in by a person: which way each figure looks, what must not be used"
cp "$source/data/demo/lora-plan.yaml" dataset/ada/plan.yaml
printf '$ cp data/demo/lora-plan.yaml dataset/ada/plan.yaml\n'

step "4. Views that no sheet shows, from an image maker"
run lora topup ada

step "5. Every crop and every top-up is looked at before it is placed"
run lora preview ada
run lora preview ada --approve

step "6. The images, their captions, and mirrored copies where nothing one-sided shows"
run lora crop ada
run lora topup ada
run lora flip ada
run lora caption ada
run lora caption ada --lint

step "7. A hundred young women who are not Ada"
run lora reg ada --count 100

step "8. What the trainer will make of it"
run lora check ada --html dataset/ada/report.html

step "9. What the trainer is told"
run lora config ada --base-model stable-diffusion-v1-5/stable-diffusion-v1-5 --model sd1

set=$target/games/gulls/dataset/ada
step "Look at it"
cat <<TEXT
  taking stock    $set/audit.html
  crops, top-ups  $set/preview.html
  report          $set/report.html
  training set    $set/train/10_ada_gull_v1/
  regularization  $set/reg/1_young_woman/
  originals       $target/games/gulls/outputs/lora/ada/

Try next, in $target/games/gulls:
  limner lora flip ada --only clean_1      refused, with the reason
  edit dataset/ada/plan.yaml, then: limner lora preview
(limner is $limner)
TEXT
