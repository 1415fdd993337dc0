#!/usr/bin/env bash
# Segments the real scans beside the repository (shared/data/real) and prints the tables of docs/results/real-scans.md; pictures go to OUT.
#   tools/benchmarks/real-scans.sh OUT [options of predict, such as --model FILE]
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
data=${SUBSTANTIA_SHARED:-$root/../shared}/data/real
out=$(realpath -m "$1")
shift
if [[ ! -d $data ]]; then
  echo "no real scans in $data" >&2
  exit 3
fi
source "$(dirname "$0")/program.sh"
java_class org.substantia.cli.RealScans "$data" "$out" "$@"
