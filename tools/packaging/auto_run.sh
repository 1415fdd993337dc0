#!/bin/bash
# The challenge's entry point: /pdcad/inputs/ID/{T1,QSM,NM}.nii.gz -> /pdcad/outputs/ID/{QSM_pred,NM_pred}.nii.gz, PD_pred.txt.
# A case that fails gets empty masks and a PD_pred.txt all the same, and is named on standard error (exit status 3).
# Needs no network and no rights. PDCAD names another folder than /pdcad; the variables of /entrypoint.sh count here, too.
set -euo pipefail
data=${PDCAD:-/pdcad}
# What package was told to use.
options=()
if [[ -r /opt/substantia/options ]]; then
  mapfile -t options </opt/substantia/options
fi
export SUBSTANTIA_JAVA_OPTS="-Xmx4g ${SUBSTANTIA_JAVA_OPTS:-}"
exec bash /entrypoint.sh predict "$data/inputs" "$data/outputs" --container "${options[@]}" "$@"
