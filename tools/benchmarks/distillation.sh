#!/usr/bin/env bash
# Compares a student with the model it was distilled from: the same cases predicted in turn, then scored.
#   tools/benchmarks/distillation.sh CASES STUDENT OUT [TEACHER [ROUNDS]]
# CASES: folder of cases with masks. STUDENT, TEACHER: model files (default: the bundled one). OUT: a folder to be made.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
program=${SUBSTANTIA:-$root/substantia}
cases=$1
student=$2
out=$3
teacher=${4:-built-in}
rounds=${5:-2}
mkdir -p "$out"
for ((round = 1; round <= rounds; round++)); do
  for name in teacher student; do
    TIMEFORMAT="$name round $round: wall %R s, processor %U + %S s"
    time "$program" predict "$cases" "$out/$name-$round" --model "${!name}" --segmentation-only >"$out/$name-$round.log"
  done
done
for name in teacher student; do
  "$program" evaluate "$cases" "$out/$name-1" --out "$out/scores-$name" >"$out/scores-$name.txt"
done
"${PYTHON:-python3}" - "$out" "$rounds" <<'P'
import glob, json, statistics, sys
out, rounds = sys.argv[1], int(sys.argv[2])
stages = ("localize", "segment", "refine", "export")
means = {}
for name in ("teacher", "student"):
    files = [f for r in range(1, rounds + 1) for f in sorted(glob.glob(f"{out}/{name}-{r}/*/segmentation.json"))[1:]]
    seconds = [json.load(open(f))["seconds"] for f in files]
    means[name] = {s: statistics.median(x.get(s, 0) for x in seconds) for s in stages}
    means[name]["networks"] = statistics.median(sum(x.get(s, 0) for s in stages[:3]) for x in seconds)
print("median s per case, all but the first of each round:")
for stage in stages + ("networks",):
    a, b = means["teacher"][stage], means["student"][stage]
    print(f"{stage:10} teacher {a:.2f}  student {b:.2f}  ratio {b / a if a else float('nan'):.2f}")
P
student=$(realpath "$student")
[[ $teacher == built-in ]] || teacher=$(realpath "$teacher")
cd "$root"
mvn -B -q -DskipTests -pl tools/benchmarks -am package dependency:build-classpath -Dmdep.outputFile=target/classpath
source "$root/tools/packaging/environment.sh"
java -cp "tools/benchmarks/target/classes:$(cat tools/benchmarks/target/classpath)" \
  org.substantia.benchmarks.NetworkTime 5 "$teacher" "$student"
