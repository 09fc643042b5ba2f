#!/bin/sh
# Checks what a compiler does not: the format, the layers' own rules, and words that do not belong here.
set -eu
cd "$(dirname "$0")/.."
status=0

complain () { printf '%s\n' "$*" >&2; status=1; }

# shellcheck disable=SC2046
clang-format --dry-run --Werror $(git ls-files 'src/*.[ch]' 'tests/*.[ch]' 'bench/*.[ch]') || complain "Format: clang-format -i the files above."

# Headers carry their room's name, so that an include tells where it comes from.
for header in $(git ls-files 'src/*/*.h'); do
  room=$(basename "$(dirname "$header")")
  case $(basename "$header") in
    "$room".h|"$room"-*.h) ;;
    *) complain "$header: its name must begin with “$room-”." ;;
  esac
done

only_in () { # what, pattern, rooms
  git grep -lE "$2" -- 'src/*.[ch]' | grep -vE "^src/($3)/" | while read -r file; do echo "$file: $1 belongs into src/$3."; done
}
found=$(only_in 'SQL' '#include <sqlite3.h>' 'store'; only_in 'libvips' '#include <vips/' 'imaging';
  only_in 'libsoup' '#include <libsoup/' 'base|studio'; only_in 'printing' '\b(printf|puts|fputs|putchar) \(|\bg_print' 'cli')
[ -z "$found" ] || complain "$found"

found=$(git grep -nE '\b(strcpy|strcat|sprintf|gets|system|popen|tmpnam|mktemp) \(' -- 'src/*.[ch]' || true)
[ -z "$found" ] || complain "Banned functions:
$found"

for file in $(git ls-files 'src/*.[ch]'); do
  lines=$(wc -l < "$file")
  [ "$lines" -le 800 ] || complain "$file: $lines lines; is there a second idea in it?"
done
exit $status
