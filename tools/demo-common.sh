# demo-common.sh: what the demos share; each reads it first. DEMO LIMNER [FOLDER]: the folder is a scratch one, build/DEMO unless named.
limner=$(realpath "$1")
source=$(realpath "$(dirname "$0")/..")
target=${2:-"$source/build/$(basename "$0" .sh)"}

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
