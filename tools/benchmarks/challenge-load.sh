#!/usr/bin/env bash
# The last hour of a challenge against the real server process; prints a table.
#   tools/benchmarks/challenge-load.sh OUT [--teams 200] [--submissions 1000] [--cases 100] [--grid 64]
#       [--readers 1000] [--pages 200] [--uploads 5] [--upload-mb 20] [--seconds 120] [--drain-seconds 0] [--workers 1]
# OUT is an empty folder. --pages is a second; --grid are voxels of an edge of a mask; --drain-seconds is how long the
# rest of the queue is waited for. SUBSTANTIA_JAVA_OPTS, such as -Xmx256m, goes to the server.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
mkdir -p "$1"
out=$(cd "$1" && pwd)
shift
[[ -z $(ls -A "$out") ]] || { echo "$out: is not empty" >&2; exit 3; }
ulimit -n "$(ulimit -Hn)"
cd "$root"
./substantia --version >/dev/null
mvn -B -q -DskipTests -pl tools/benchmarks -am package dependency:build-classpath -Dmdep.outputFile=target/classpath
exec java -Xmx1g -cp "tools/benchmarks/target/classes:$(cat tools/benchmarks/target/classpath)" \
  org.substantia.benchmarks.ChallengeLoad "$out" "$root/substantia" "$@"
