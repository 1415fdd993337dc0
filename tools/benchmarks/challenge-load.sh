#!/usr/bin/env bash
# The last hour of a challenge against the real server process; prints a table.
#   tools/benchmarks/challenge-load.sh OUT [--teams 200] [--submissions 1000] [--within-seconds 3600] [--backlog 40]
#       [--cases 100] [--grid 64] [--readers 1000] [--pages 200] [--uploads 5] [--upload-mb 20] [--upload-speed 500]
#       [--seconds 120] [--warm-seconds 60] [--drain-seconds 0] [--workers 1]
# OUT is an empty folder. Submissions come evenly, so many within so many seconds; a backlog of others waits from the
# beginning, so that there is always something to score. Pages, so many a second, are asked for all the time and timed
# after --warm-seconds. --upload-speed is in kB/s of each large upload; --grid are voxels of an edge of a mask;
# --drain-seconds is how long the rest of the queue is waited for. SUBSTANTIA_JAVA_OPTS goes to the server.
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
exec java -Xmx1g -XX:+UseSerialGC -cp "tools/benchmarks/target/classes:$(cat tools/benchmarks/target/classpath)" \
  org.substantia.benchmarks.challenge.ChallengeLoad "$out" "$root/substantia" "$@"
