#!/bin/sh
# Prints one ROW (name) line per argument. Each folder's meson.build lists its rows once; the table in C includes the
# result twice, first to declare the row's const struct and then to take its address.
echo "/* Generated from the list in meson.build; the recipe for adding a row stands in docs/architecture.md. */"
for name in "$@"; do
  printf 'ROW (%s)\n' "$(printf %s "$name" | tr - _)"
done
