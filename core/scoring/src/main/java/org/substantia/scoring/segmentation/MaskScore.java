package org.substantia.scoring.segmentation;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;

/**
 * One predicted mask compared with its reference.
 *
 * @param scheme how the masks number the nuclei
 * @param gridsAgree whether both grids lie at the same place in the world; when not, the masks were compared voxel by
 *     voxel all the same, as the challenge does, and the reader should be warned
 * @param nuclei every nucleus of the scheme, by ascending label
 * @param otherTruthLabels labels of the reference that the scheme does not have, 0 left out, each with its number of
 *     voxels; they count as background
 * @param otherPredictionLabels the same of the prediction
 */
public record MaskScore(
        LabelScheme scheme,
        boolean gridsAgree,
        List<NucleusScore> nuclei,
        SortedMap<Integer, Integer> otherTruthLabels,
        SortedMap<Integer, Integer> otherPredictionLabels) {
    /** @throws IllegalArgumentException if the nuclei are not those of the scheme in its order */
    public MaskScore {
        nuclei = List.copyOf(nuclei);
        otherTruthLabels = Collections.unmodifiableSortedMap(new TreeMap<>(otherTruthLabels));
        otherPredictionLabels = Collections.unmodifiableSortedMap(new TreeMap<>(otherPredictionLabels));
        if (!nuclei.stream().map(NucleusScore::nucleus).toList().equals(scheme.nuclei())) {
            throw new IllegalArgumentException("scores of other nuclei than those of " + scheme + ": " + nuclei);
        }
    }

    /** @throws IllegalArgumentException if the scheme does not hold the nucleus */
    public NucleusScore of(Nucleus nucleus) {
        int at = scheme.nuclei().indexOf(nucleus);
        if (at < 0) {
            throw new IllegalArgumentException("a " + scheme + " mask has no " + nucleus.symbol());
        }
        return nuclei.get(at);
    }
}
