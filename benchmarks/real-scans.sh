#!/usr/bin/env bash
# Segments the real scans beside the repository (shared/data/real) and prints the tables of docs/real-scans.md; pictures go to OUT.
#   benchmarks/real-scans.sh OUT [options of predict, such as --model FILE]
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
data=${SUBSTANTIA_SHARED:-$root/../shared}/data/real
out=$(realpath -m "$1")
shift
if [[ ! -d $data ]]; then
  echo "no real scans in $data" >&2
  exit 3
fi
(cd "$root" && mvn -B -q -DskipTests -pl app -am package)
exec java -Djava.awt.headless=true -cp "$root/app/target/test-classes:$root/app/target/lib/*" org.substantia.app.RealScans "$data" "$out" "$@"
