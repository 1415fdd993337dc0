#!/usr/bin/env bash
# How long the drawing page takes in a Chromium that draws by software, on a synthetic patient's nuclei.
#   tools/benchmarks/viewer.sh OUT
# OUT is a folder for the patient and for what is written while measuring. Prints a table with the goals.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
mkdir -p "$1"
out=$(cd "$1" && pwd)
[[ -d $out/try ]] || "$root/substantia" synthesize "$out/try" --cases 1 --seed 80 --anatomy test --grid nuclei
cd "$root"
mvn -B -q -DskipTests -pl tools/benchmarks -am package dependency:build-classpath -Dmdep.outputFile=target/classpath
rm -rf "$out/annotations"
exec java -cp "tools/benchmarks/target/classes:$(cat tools/benchmarks/target/classpath)" \
  org.substantia.benchmarks.ViewerSpeed "$out/try" "$out"
