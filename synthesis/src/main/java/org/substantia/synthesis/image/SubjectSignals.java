package org.substantia.synthesis.image;

import java.util.List;

/**
 * What a subject's nuclei should measure: the means that a reader finds inside the truth masks of noise-free images, and how the
 * signal is spread inside the nigra. Sub-regions move signal within a nucleus; they never change its mean.
 *
 * @param age in years
 * @param susceptibilityPpb mean susceptibility of the sixteen nuclei in ppb, by QSM label
 * @param nmSignal mean NM signal in the sixteen nuclei (QSM masks), relative to the brain's, by QSM label
 * @param nigraNmSignal mean NM signal in the nigra as traced in NM, right and left, relative to the brain's
 * @param highIronShare share of the QSM nigra that is rich in iron, right and left, 0 to 1
 * @param nigrosome1 how much of nigrosome-1 is left, right and left: 1 present, 0 lost
 * @param ventrolateralLoss share of neuromelanin that the ventrolateral nigra has lost beyond the rest, right and left, 0 to 1
 */
public record SubjectSignals(
        double age,
        List<Double> susceptibilityPpb,
        List<Double> nmSignal,
        List<Double> nigraNmSignal,
        List<Double> highIronShare,
        List<Double> nigrosome1,
        List<Double> ventrolateralLoss) {
    /** @throws IllegalArgumentException if a list has another length than stated or holds something that is no number */
    public SubjectSignals {
        susceptibilityPpb = checked("susceptibility", susceptibilityPpb, 16);
        nmSignal = checked("NM signal", nmSignal, 16);
        nigraNmSignal = checked("NM signal of the nigra", nigraNmSignal, 2);
        highIronShare = checked("high-iron share", highIronShare, 2);
        nigrosome1 = checked("nigrosome-1", nigrosome1, 2);
        ventrolateralLoss = checked("ventrolateral loss", ventrolateralLoss, 2);
    }

    private static List<Double> checked(String name, List<Double> values, int count) {
        if (values.size() != count || values.stream().anyMatch(v -> !Double.isFinite(v))) {
            throw new IllegalArgumentException(name + ": " + count + " numbers are needed, not " + values);
        }
        return List.copyOf(values);
    }
}
