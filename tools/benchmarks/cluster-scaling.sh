#!/usr/bin/env bash
# What scoring costs on one machine and on Spark of one machine, by the clock and in processor seconds.
#   tools/benchmarks/cluster-scaling.sh OUT [TEAMS [CASES [SPARK_CASES]]]     default: 60 teams, 20 cases, 200 cases
# First TEAMS submissions of CASES cases each by evaluate, one after the other. Then, where SPARK_HOME is set, one
# submission of SPARK_CASES cases by evaluate and by cluster evaluate with threads and executors. Prints two tables.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
mkdir -p "$1"
out=$(cd "$1" && pwd)
teams=${2:-60}
cases=${3:-20}
spark_cases=${4:-200}
times=$out/times
# Prints wall seconds and processor seconds of a command, which must end well.
timed() {
  /usr/bin/time -o "$times" -f '%e %U %S' "$@" >"$out/log" 2>&1 || { cat "$out/log" >&2; exit 1; }
  awk '{ printf "%.1f %.1f\n", $1, $2 + $3 }' "$times"
}

[[ -d $out/batch ]] || "$root/tools/benchmarks/make-batch.sh" "$out/batch" "$cases" >/dev/null
"$root/substantia" --version >/dev/null
wall=0
cpu=0
for ((team = 1; team <= teams; team++)); do
  read -r w c < <(timed "$root/substantia" evaluate "$out/batch/truth" "$out/batch/prediction" --out "$out/team")
  wall=$(awk "BEGIN { print $wall + $w }")
  cpu=$(awk "BEGIN { print $cpu + $c }")
done
printf '| teams | cases each | wall s | CPU s | CPU s a team | CPU s a case |\n|---|---|---|---|---|---|\n'
awk "BEGIN { printf \"| %d | %d | %.0f | %.0f | %.2f | %.3f |\n\", $teams, $cases, $wall, $cpu, $cpu / $teams,
  $cpu / $teams / $cases }"

[[ -n ${SPARK_HOME:-} ]] || exit 0
[[ -d $out/large ]] || "$root/tools/benchmarks/make-batch.sh" "$out/large" "$spark_cases" >/dev/null
printf '\n| %s cases by | wall s | CPU s |\n|---|---|---|\n' "$spark_cases"
row() {
  local name=$1 w c
  shift
  read -r w c < <(timed "$@")
  printf '| %s | %s | %s |\n' "$name" "$w" "$c"
}
for threads in 1 2; do
  row "\`evaluate --threads $threads\`" "$root/substantia" evaluate "$out/large/truth" "$out/large/prediction" \
    --threads "$threads" --out "$out/alone"
done
for master in 'local[1]' 'local[2]' 'local-cluster[1,1,1024]' 'local-cluster[2,1,1024]' 'local-cluster[4,1,1024]'; do
  rm -rf "$out/spark"
  row "\`cluster evaluate --master $master\`" "$root/substantia" cluster evaluate "$out/large/truth" \
    "$out/large/prediction" --master "$master" --no-parquet --out "$out/spark"
  for file in scores.json batch_seg_eval_results_qsm.csv batch_seg_eval_results_nm.csv; do
    cmp "$out/alone/$file" "$out/spark/$file"
  done
done
