package org.substantia.synthesis.population;

import org.substantia.synthesis.table.ParameterTable;

/**
 * How features of one subject go together, beyond age, sex and diagnosis. Correlations are those between subjects of
 * the same age, sex and diagnosis.
 *
 * @param susceptibilitySides right and left susceptibility of a structure
 * @param nmSides right and left NM signal of a structure
 * @param nmStructures NM signal of different structures
 * @param volumeSides right and left volume of a structure
 * @param volumeStructures volumes of different structures: large heads have large nuclei
 * @param nigraSides right and left, for each feature of {@link NigraModel}
 * @param nigraVolumeLoading of the nigra's NM volume on the factor common to all volumes
 * @param melaninOnVolume loading of the nigra's NM volume on the nigra's melanin factor
 * @param contrastOnSignal how much the NM signal in the nigra's QSM mask rises with the contrast in its NM tracing: the
 *     share of the mask that the tracing fills
 * @param melaninOnGradient loading of the ventrolateral gradient on the melanin factor; negative, since damage lowers
 *     one and raises the other
 * @param nmOnContrast loading of the nigra's contrast on the factor common to all NM signals
 * @param ironOnFraction loading of the high-iron share on the factor of the nigra's susceptibility
 */
public record Couplings(
        double susceptibilitySides,
        double nmSides,
        double nmStructures,
        double volumeSides,
        double volumeStructures,
        double nigraSides,
        double nigraVolumeLoading,
        double melaninOnVolume,
        double contrastOnSignal,
        double melaninOnGradient,
        double nmOnContrast,
        double ironOnFraction) {
    /** From {@code parameters.csv}. */
    static Couplings of(ParameterTable numbers) {
        return new Couplings(
                numbers.value("susceptibility_sides"),
                numbers.value("nm_sides"),
                numbers.value("nm_structures"),
                numbers.value("volume_sides"),
                numbers.value("volume_structures"),
                numbers.value("nigra_sides"),
                numbers.value("nigra_volume_loading"),
                numbers.value("melanin_on_volume"),
                numbers.value("contrast_on_signal"),
                numbers.value("melanin_on_gradient"),
                numbers.value("nm_on_contrast"),
                numbers.value("iron_on_fraction"));
    }
}
