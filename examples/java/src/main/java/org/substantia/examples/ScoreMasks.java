package org.substantia.examples;

import java.io.IOException;
import java.nio.file.Path;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.scoring.segmentation.CaseScorer;
import org.substantia.scoring.segmentation.MaskScore;

/** Scores a predicted QSM mask against its reference: {@code ScoreMasks TRUTH.nii.gz PREDICTION.nii.gz}. */
public final class ScoreMasks {
    private ScoreMasks() {}

    public static void main(String[] args) throws IOException {
        MaskScore score = score(Path.of(args[0]), Path.of(args[1]));
        score.nuclei()
                .forEach(nucleus -> System.out.printf(
                        "%-6s Dice %.3f  Hausdorff %.1f voxels%n",
                        nucleus.nucleus().symbol(), nucleus.dice(), nucleus.hausdorffVoxels()));
    }

    static MaskScore score(Path truthFile, Path predictionFile) throws IOException {
        LabelMap truth = Nifti.readLabels(truthFile).labels();
        LabelMap prediction = Nifti.readLabels(predictionFile).labels();
        return CaseScorer.challenge().score(LabelScheme.QSM, truth, prediction);
    }
}
