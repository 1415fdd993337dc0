#!/bin/bash
# The challenge's entry point: /pdcad/inputs/ID/{T1,QSM,NM}.nii.gz -> /pdcad/outputs/ID/{QSM_pred,NM_pred}.nii.gz, PD_pred.txt.
# A case that fails gets empty masks and a PD_pred.txt all the same, and is named on standard error (exit status 3).
# Needs no network and no rights. PDCAD names another folder than /pdcad, SUBSTANTIA_JAVA_OPTS gives options to Java.
set -euo pipefail
home=/opt/substantia
data=${PDCAD:-/pdcad}
# Java reads the names of files by the locale, and containers have none.
export LC_ALL=C.UTF-8
export OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-PASSIVE}
# libtorch's blocks are kept instead of given back to the kernel for each tensor.
export MALLOC_MMAP_MAX_=${MALLOC_MMAP_MAX_:-0} MALLOC_TRIM_THRESHOLD_=${MALLOC_TRIM_THRESHOLD_:-8000000000}
export MALLOC_TOP_PAD_=${MALLOC_TOP_PAD_:-268435456}
# What package was told to use.
options=()
if [[ -r $home/options ]]; then
  mapfile -t options <"$home/options"
fi
# shellcheck disable=SC2086
exec "$home/jre/bin/java" -XX:+UseSerialGC -Xmx4g -Djava.awt.headless=true -Djava.io.tmpdir=/tmp \
  -Dorg.bytedeco.javacpp.cachedir="$home/native" ${SUBSTANTIA_JAVA_OPTS:-} \
  -cp "$home/lib/*" org.substantia.cli.Main predict "$data/inputs" "$data/outputs" --container "${options[@]}" "$@"
