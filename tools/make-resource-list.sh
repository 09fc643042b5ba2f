#!/bin/sh
# Prints the resource file that embeds the named template folders below $1/templates.
cd "$1" || exit 1
shift
echo '<?xml version="1.0" encoding="UTF-8"?>'
echo '<gresources><gresource prefix="/limner">'
for name in "$@"; do
  find "templates/$name" -type f | LC_ALL=C sort | while read -r file; do
    echo "  <file>$file</file>"
  done
done
echo '</gresource></gresources>'
