package org.substantia.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.substantia.base.random.RandomStream;
import org.substantia.cohort.split.CaseGroups;
import org.substantia.diagnosis.classification.DiagnosisModel;
import org.substantia.foundation.adaptation.Adaptation;
import org.substantia.foundation.adaptation.AdaptedClassifier;
import org.substantia.foundation.adaptation.EncoderAdaptation;
import org.substantia.foundation.adaptation.Example;
import org.substantia.foundation.adaptation.FrozenEncoder;
import org.substantia.foundation.adaptation.ImageInput;
import org.substantia.foundation.model.EncoderFile;
import org.substantia.foundation.roi.RoiCropper;
import org.substantia.foundation.roi.SliceStack;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.device.Precision;
import org.substantia.learning.weights.BuiltIn;
import org.substantia.pipeline.fusion.EncoderDescription;
import org.substantia.pipeline.fusion.FusedModel;
import org.substantia.pipeline.fusion.Stacking;

/** The bundled diagnosis model joined with a probe of the bundled encoder, which learned from noise. */
final class JoinedModel {
    private static final String ROI = "qsm-stn-sn-rn";
    private static final int SLICES = 14;
    private static final int ROWS = 57;
    private static final int COLUMNS = 74;
    private static final int PATIENTS = 8;

    private JoinedModel() {}

    static void write(Path file) throws IOException {
        RandomStream random = new RandomStream(1);
        List<Example> examples = new ArrayList<>();
        boolean[] positive = new boolean[PATIENTS];
        for (int k = 0; k < PATIENTS; k++) {
            positive[k] = k % 2 == 1;
            byte[] shades = new byte[SLICES * ROWS * COLUMNS];
            for (int i = 0; i < shades.length; i++) {
                shades[i] = (byte) random.nextInt(positive[k] ? 80 : 60);
            }
            examples.add(new Example("P" + k, List.of(new SliceStack(ROI, SLICES, ROWS, COLUMNS, shades))));
        }
        Adaptation way = Adaptation.parse("probe");
        EncoderFile encoder = EncoderFile.open(BuiltIn.PATH);
        ImageInput input = ImageInput.usual(encoder.architecture());
        ComputeDevice cpu = new ComputeDevice(false, Precision.FP32);
        DiagnosisModel biomarkers = DiagnosisModel.builtIn();
        try (FrozenEncoder frozen = FrozenEncoder.forTraining(encoder, input, cpu);
                AdaptedClassifier classifier =
                        new EncoderAdaptation(way, frozen).fit(examples, positive, CaseGroups.none(), 1)) {
            EncoderDescription begun = EncoderDescription.of(encoder, way, input, RoiCropper.Nuclei.SHOWN);
            EncoderDescription trained = new EncoderDescription(
                    begun.file(),
                    begun.sha256(),
                    begun.license(),
                    begun.family(),
                    begun.positions(),
                    begun.heads(),
                    begun.normEpsilon(),
                    begun.activation(),
                    begun.adaptation(),
                    classifier.epochs(),
                    begun.size(),
                    begun.channels(),
                    begun.nuclei(),
                    classifier.rois());
            new FusedModel(
                            biomarkers,
                            trained,
                            classifier.tensors(),
                            new Stacking(0.5, 0.9, 0.1),
                            biomarkers.crossValidation())
                    .write(file);
        }
    }
}
