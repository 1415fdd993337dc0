package org.substantia.synthesis.subject;

import java.util.List;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.cohort.subject.Sex;

/**
 * Everything that was drawn for one subject; becomes part of {@code truth.json}.
 *
 * @param caseNumber the subject's number in its cohort, from 1
 * @param age years
 * @param sex female or male
 * @param diagnosis the label
 * @param moreAffected {@link MoreAffected#NONE} exactly in healthy persons
 * @param nuclei sixteen, by QSM label
 * @param rightNigra of the right substantia nigra
 * @param leftNigra of the left substantia nigra
 * @param scanner what the scanner adds
 */
public record SubjectParameters(
        int caseNumber,
        double age,
        Sex sex,
        Diagnosis diagnosis,
        MoreAffected moreAffected,
        List<NucleusParameters> nuclei,
        NigraParameters rightNigra,
        NigraParameters leftNigra,
        ScannerEffects scanner) {
    /** @throws IllegalArgumentException if there are not sixteen nuclei in the order of their labels */
    public SubjectParameters {
        nuclei = List.copyOf(nuclei);
        if (!nuclei.stream().map(NucleusParameters::nucleus).toList().equals(List.of(Nucleus.values()))) {
            throw new IllegalArgumentException("all sixteen nuclei are needed in the order of their labels");
        }
    }

    public NucleusParameters of(Nucleus nucleus) {
        return nuclei.get(nucleus.qsmLabel() - 1);
    }

    public NigraParameters nigra(Side side) {
        return side == Side.RIGHT ? rightNigra : leftNigra;
    }
}
