package org.substantia.synthesis.generation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.substantia.synthesis.deformation.AnatomyFault;
import org.substantia.synthesis.deformation.Deformation;
import org.substantia.synthesis.deformation.NucleusPlacement;

/**
 * What was checked of a case's anatomy as it was drawn.
 *
 * @param smallestJacobian of the deformation; positive where it can be inverted
 * @param containment where the nuclei lie
 */
record CaseChecks(double smallestJacobian, NucleusPlacement containment) {
    static CaseChecks of(Deformation.Facts facts, NucleusPlacement containment) {
        return new CaseChecks(facts.smallestJacobian(), containment);
    }

    List<AnatomyFault> faults() {
        List<AnatomyFault> faults = new ArrayList<>();
        if (!(smallestJacobian > 0)) {
            faults.add(new AnatomyFault(
                    AnatomyFault.Kind.FOLDED, String.format(Locale.ROOT, "smallest Jacobian %.3f", smallestJacobian)));
        }
        faults.addAll(containment.faults());
        return faults;
    }

    /** For {@code truth.json}. */
    Map<String, Object> toJson() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("smallestJacobian", smallestJacobian);
        tree.put("faults", faults());
        tree.put("places", containment.places());
        return tree;
    }
}
