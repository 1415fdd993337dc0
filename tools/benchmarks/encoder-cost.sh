#!/usr/bin/env bash
# Processor seconds of encoders of DINOv2's shapes for one slice: features and training steps, on one thread.
#   tools/benchmarks/encoder-cost.sh ROUNDS SHAPE...     SHAPE is S or B
set -euo pipefail
cd "$(dirname "$0")/../.."
mvn -B -q -DskipTests -pl tools/benchmarks -am package dependency:build-classpath -Dmdep.outputFile=target/classpath
source tools/packaging/environment.sh
export OMP_NUM_THREADS=1
exec java -Xmx4g -cp "tools/benchmarks/target/classes:$(cat tools/benchmarks/target/classpath)" \
  org.substantia.benchmarks.EncoderCost "$@"
