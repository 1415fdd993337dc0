package org.substantia.synthesis.generation;

import java.util.ArrayList;
import java.util.List;
import org.substantia.base.text.Format;
import org.substantia.synthesis.deformation.AnatomyFault;
import org.substantia.synthesis.deformation.Deformation;
import org.substantia.synthesis.deformation.NucleusPlacement;

/**
 * What was checked of a case's anatomy as it was drawn; part of {@code truth.json}.
 *
 * @param smallestJacobian of the deformation; positive where it can be inverted
 * @param faults what cannot be in a living person; empty when all is well
 * @param places where the nuclei lie
 */
record CaseChecks(double smallestJacobian, List<AnatomyFault> faults, List<NucleusPlacement.Place> places) {
    CaseChecks {
        faults = List.copyOf(faults);
        places = List.copyOf(places);
    }

    static CaseChecks of(Deformation.Facts facts, NucleusPlacement placement) {
        List<AnatomyFault> faults = new ArrayList<>();
        if (!(facts.smallestJacobian() > 0)) {
            faults.add(new AnatomyFault(
                    AnatomyFault.Kind.FOLDED, "smallest Jacobian " + Format.fixed(facts.smallestJacobian(), 3)));
        }
        faults.addAll(placement.faults());
        return new CaseChecks(facts.smallestJacobian(), faults, placement.places());
    }
}
