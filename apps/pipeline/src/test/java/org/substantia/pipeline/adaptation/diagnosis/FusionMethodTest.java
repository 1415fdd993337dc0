package org.substantia.pipeline.adaptation.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.parallel.Workers;
import org.substantia.base.random.RandomStream;
import org.substantia.cohort.Demographics;
import org.substantia.cohort.split.CaseGroups;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.diagnosis.biomarkers.BiomarkerId;
import org.substantia.diagnosis.biomarkers.Biomarkers;
import org.substantia.diagnosis.classification.DiagnosisModel;
import org.substantia.diagnosis.training.PatientRecord;
import org.substantia.foundation.adaptation.Adaptation;
import org.substantia.foundation.adaptation.Example;
import org.substantia.foundation.adaptation.ImageInput;
import org.substantia.foundation.model.EncoderFile;
import org.substantia.foundation.model.EncoderWriter;
import org.substantia.foundation.model.Naming;
import org.substantia.foundation.pretraining.EncoderShape;
import org.substantia.foundation.roi.RoiCropper;
import org.substantia.foundation.roi.SliceStack;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.device.Precision;
import org.substantia.learning.weights.TensorType;
import org.substantia.pipeline.adaptation.AdaptationMethod;
import org.substantia.pipeline.adaptation.AdaptationMetric;
import org.substantia.pipeline.adaptation.AdaptationOutcome;
import org.substantia.pipeline.adaptation.AdaptationTask;

@Tag("slow")
class FusionMethodTest {
    private static final ComputeDevice CPU = new ComputeDevice(false, Precision.FP32);
    private static final int TRAINING = 60;
    private static final int TEST = 40;

    @TempDir
    Path folder;

    private final SortedMap<String, PatientRecord> records = new TreeMap<>();
    private final Map<String, Example> examples = new LinkedHashMap<>();

    /** Iron of the nigra tells a little; a bright half of the slices tells the rest, by so many shades. */
    private void patients(double contrast) {
        RandomStream random = new RandomStream(3);
        for (int k = 0; k < TRAINING + TEST; k++) {
            String id = id(k);
            boolean ill = k % 2 == 1;
            Map<BiomarkerId, Double> values = new LinkedHashMap<>();
            for (String name : List.of("SN_r.qsm.mean", "SN_l.qsm.mean", "RN_r.qsm.mean", "RN_l.qsm.mean")) {
                values.put(BiomarkerId.parse(name), 120 + (ill ? 6 : 0) + 10 * random.nextGaussian());
            }
            records.put(
                    id,
                    new PatientRecord(
                            id,
                            new Biomarkers(values),
                            Demographics.unknown(),
                            ill ? Diagnosis.PARKINSON : Diagnosis.HEALTHY));
            byte[] shades = new byte[3 * 20 * 24];
            for (int i = 0; i < shades.length; i++) {
                shades[i] = (byte) (60 + random.nextInt(60) + (ill && i % 24 > 12 ? contrast : 0));
            }
            examples.put(id, new Example(id, List.of(new SliceStack("qsm-stn-sn-rn", 3, 20, 24, shades))));
        }
    }

    private static String id(int number) {
        return String.format(Locale.ROOT, "P%03d", number);
    }

    private static List<String> ids(int from, int to) {
        List<String> ids = new ArrayList<>();
        for (int k = from; k < to; k++) {
            ids.add(id(k));
        }
        return ids;
    }

    private AdaptationOutcome run(AdaptationMethod method) throws IOException {
        return method.run(new AdaptationTask(
                ids(0, TRAINING),
                ids(TRAINING, TRAINING + TEST),
                CaseGroups.none(),
                1,
                folder.resolve("scratch"),
                Workers.caller(),
                (taken, all) -> {}));
    }

    private EncoderMethods encoders(BiomarkerCohort cohort) throws IOException {
        RandomStream random = new RandomStream(1);
        Path encoder = folder.resolve("encoder");
        EncoderWriter.write(
                encoder,
                EncoderShape.TINY.architecture(),
                d -> d.initial(random),
                Naming.TRANSFORMERS,
                TensorType.F32,
                Map.of());
        EncoderFile file = EncoderFile.open(encoder);
        return new EncoderMethods(
                cohort,
                examples,
                file,
                "digest",
                ImageInput.usual(file.architecture()),
                RoiCropper.Nuclei.SHOWN,
                OptionalInt.of(3),
                CPU);
    }

    @Test
    void anEncoderThatSeesMoreIsJoinedWithTheBiomarkers() throws IOException {
        patients(40);
        BiomarkerCohort cohort = new BiomarkerCohort(records, "digest", List.of());
        DiagnosisModel model = DiagnosisModel.builtIn();
        try (EncoderMethods encoders = encoders(cohort)) {
            AdaptationMethod method = encoders.fusion(Adaptation.parse("probe"), model, "digest");
            assertThat(method.name()).isEqualTo("fusion-probe");
            assertThat(method.settings())
                    .containsKeys("encoder", "model", "heads")
                    .containsEntry("maxEpochs", 3);
            assertThat(method.settings()).containsEntry("device", "cpu fp32");

            AdaptationOutcome joined = run(method);

            AdaptationOutcome biomarkers = run(BiomarkerMethods.adapted(cohort, model, "digest"));
            assertThat(joined.metrics().get(AdaptationMetric.AUROC))
                    .isGreaterThan(biomarkers.metrics().get(AdaptationMetric.AUROC))
                    .isGreaterThan(0.9);
            assertThat(joined.trainedWeights()).isGreaterThan(biomarkers.trainedWeights());
        }
    }

    @Test
    void anEncoderThatSeesNothingLeavesTheBiomarkersAsTheyAre() throws IOException {
        patients(0);
        BiomarkerCohort cohort = new BiomarkerCohort(records, "digest", List.of());
        DiagnosisModel model = DiagnosisModel.builtIn();
        try (EncoderMethods encoders = encoders(cohort)) {
            AdaptationOutcome joined = run(encoders.fusion(Adaptation.parse("probe"), model, "digest"));

            AdaptationOutcome biomarkers = run(BiomarkerMethods.adapted(cohort, model, "digest"));
            assertThat(joined).isEqualTo(biomarkers);
        }
    }

    @Test
    void tooFewOfOneDiagnosisAreSaidSo() throws IOException {
        patients(0);
        BiomarkerCohort cohort = new BiomarkerCohort(records, "digest", List.of());
        try (EncoderMethods encoders = encoders(cohort)) {
            AdaptationMethod method = encoders.fusion(Adaptation.parse("probe"), DiagnosisModel.builtIn(), "digest");
            AdaptationOutcome outcome = method.run(new AdaptationTask(
                    List.of(id(0), id(2), id(3)),
                    ids(TRAINING, 70),
                    CaseGroups.none(),
                    1,
                    folder,
                    Workers.caller(),
                    (taken, all) -> {}));
            assertThat(outcome.remarks()).containsExactly("too few training patients of one diagnosis");
            assertThat(outcome.cases()).isEmpty();
        }
    }
}
