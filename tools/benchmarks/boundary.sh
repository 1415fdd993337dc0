#!/usr/bin/env bash
# How close careless drawings come to the truth by the boundary search, on the synthetic cohorts of seeds 77 and 80.
#   tools/benchmarks/boundary.sh OUT
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
out=$1
mkdir -p "$out"
[[ -d $out/s77 ]] || "$root/substantia" synthesize "$out/s77" --cases 4 --seed 77 --anatomy test
[[ -d $out/s80 ]] || "$root/substantia" synthesize "$out/s80" --cases 8 --seed 80 --anatomy test --grid nuclei
cd "$root"
mvn -B -q -DskipTests -pl tools/benchmarks -am package dependency:build-classpath -Dmdep.outputFile=target/classpath
classes="tools/benchmarks/target/classes:$(cat tools/benchmarks/target/classpath)"
java -cp "$classes" org.substantia.benchmarks.BoundaryAccuracy "$out/s77" 6 1
java -cp "$classes" org.substantia.benchmarks.BoundaryAccuracy "$out/s80" 4 1
