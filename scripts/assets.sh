#!/bin/sh
# Copies the assets that the pages serve from the npm packages they come from. Run after raising a version.
set -eu
cd "$(dirname "$0")/.."
fonts=node_modules/@fontsource-variable
for subset in latin latin-ext; do
  cp "$fonts/inter/files/inter-$subset-wght-normal.woff2" "public/fonts/inter-$subset.woff2"
  cp "$fonts/jetbrains-mono/files/jetbrains-mono-$subset-wght-normal.woff2" "public/fonts/jetbrains-mono-$subset.woff2"
done
cp "$fonts/inter/LICENSE" public/fonts/inter-LICENSE.txt
cp "$fonts/jetbrains-mono/LICENSE" public/fonts/jetbrains-mono-LICENSE.txt
