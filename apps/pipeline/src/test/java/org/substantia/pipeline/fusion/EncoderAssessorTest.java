package org.substantia.pipeline.fusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.io.ByteSource;
import org.substantia.base.io.Sha256;
import org.substantia.base.json.JsonFiles;
import org.substantia.base.parallel.Workers;
import org.substantia.base.random.RandomStream;
import org.substantia.cohort.Demographics;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.scan.ScanReader;
import org.substantia.cohort.split.CaseGroups;
import org.substantia.diagnosis.classification.DiagnosisModel;
import org.substantia.foundation.adaptation.Adaptation;
import org.substantia.foundation.adaptation.AdaptedClassifier;
import org.substantia.foundation.adaptation.EncoderAdaptation;
import org.substantia.foundation.adaptation.Example;
import org.substantia.foundation.adaptation.FrozenEncoder;
import org.substantia.foundation.adaptation.ImageInput;
import org.substantia.foundation.encoder.Activation;
import org.substantia.foundation.encoder.Architecture;
import org.substantia.foundation.encoder.Family;
import org.substantia.foundation.encoder.PositionRule;
import org.substantia.foundation.layer.Bias;
import org.substantia.foundation.model.EncoderFile;
import org.substantia.foundation.model.EncoderWriter;
import org.substantia.foundation.model.Naming;
import org.substantia.foundation.roi.RoiCropper;
import org.substantia.foundation.roi.SliceStack;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.device.Precision;
import org.substantia.learning.weights.TensorType;
import org.substantia.pipeline.Assessor;
import org.substantia.pipeline.DiagnosisChoice;
import org.substantia.pipeline.PatientAnalysis;
import org.substantia.pipeline.PatientAnalyzer;
import org.substantia.pipeline.TestCases;
import org.substantia.pipeline.output.AnalysisWriter;

@Tag("slow")
class EncoderAssessorTest {
    private static final ComputeDevice CPU = new ComputeDevice(false, Precision.FP32);
    private static final String ROI = "qsm-stn-sn-rn";
    private static final Architecture TINY = new Architecture(
            Family.DINOV2,
            new Architecture.Embedding(4, 3, true, PositionRule.BICUBIC_OFFSET, 0, true),
            16,
            2,
            2,
            32,
            Activation.GELU,
            Bias.FULL,
            true,
            1e-6,
            0,
            Optional.empty());

    @TempDir
    Path folder;

    private Path encoder;
    private Path model;

    @BeforeEach
    void train() throws IOException {
        RandomStream random = new RandomStream(1);
        encoder = folder.resolve("encoder");
        EncoderWriter.write(encoder, TINY, d -> d.initial(random), Naming.OFFICIAL, TensorType.F32, Map.of());
        List<Example> examples = new ArrayList<>();
        boolean[] positive = new boolean[12];
        for (int k = 0; k < positive.length; k++) {
            positive[k] = k % 2 == 1;
            byte[] shades = new byte[14 * 57 * 74];
            for (int i = 0; i < shades.length; i++) {
                shades[i] = (byte) (random.nextInt(60) + (positive[k] && i % 74 > 40 ? 80 : 0));
            }
            examples.add(new Example("P" + k, List.of(new SliceStack(ROI, 14, 57, 74, shades))));
        }
        Adaptation way = Adaptation.parse("pooling");
        EncoderFile file = EncoderFile.open(encoder);
        ImageInput input = new ImageInput(12, ImageInput.Channels.NEIGHBORS);
        model = folder.resolve("pd.safetensors");
        try (FrozenEncoder frozen = FrozenEncoder.forTraining(file, input, CPU);
                AdaptedClassifier classifier = new EncoderAdaptation(way, frozen)
                        .withEpochs(2)
                        .fit(examples, positive, CaseGroups.none(), 1)) {
            DiagnosisModel biomarkers = DiagnosisModel.builtIn();
            new FusedModel(
                            biomarkers,
                            EncoderDescription.of(file, way, input, RoiCropper.Nuclei.SHOWN)
                                    .trained(classifier.epochs(), classifier.rois()),
                            classifier.tensors(),
                            new Stacking(0.5, 0.9, 0.1),
                            biomarkers.crossValidation())
                    .write(model);
        }
    }

    /** Noise of QSM alone: the encoder is asked, but the bundled model knows NM too, so its answer stands. */
    @Test
    void anAnalysisHoldsWhatTheEncoderSaysAndItsFilesShowIt() throws IOException {
        Path scan = folder.resolve("case").resolve("QSM.nii.gz");
        TestCases.image(scan);
        CaseFolder folderOfCase = new CaseFolder(
                "case", "case", Map.of(Modality.QSM, ByteSource.of(scan)), Map.of(), Map.of(), Optional.empty());
        Path out = folder.resolve("out");
        try (Assessor assessor = DiagnosisChoice.of(model, encoder).open(CPU).orElseThrow();
                PatientAnalyzer analyzer = TestCases.analyzer(Workers.caller(), Optional.of(assessor))) {
            PatientAnalysis analysis = analyzer.analyze(
                    ScanReader.read(folderOfCase, new Demographics(OptionalDouble.of(60), Optional.empty())));
            EncoderFinding finding =
                    analysis.assessment().orElseThrow().encoder().orElseThrow();
            assertThat(finding.probability()).isBetween(0.0, 1.0);
            assertThat(finding.weight()).isZero();
            assertThat(finding.slices()).hasSize(1).first().satisfies(slices -> assertThat(slices.weights())
                    .hasSize(14));
            new AnalysisWriter().write(analysis, out);
        }
        JsonNode diagnosis = JsonFiles.read(out.resolve("diagnosis.json"));
        assertThat(diagnosis.at("/modelSha256").asText()).isEqualTo(Sha256.hex(model));
        assertThat(diagnosis.at("/encoder/encoder").asText()).startsWith("DINOv2, pooling");
        assertThat(diagnosis.at("/encoder/regions/0/region").asText()).isEqualTo(ROI);
        assertThat(diagnosis.at("/encoder/regions/0/sliceWeights")).hasSize(14);
        assertThat(Files.readString(out.resolve("report.html")))
                .contains("What the image encoder looked at", "STN, SN, RN in QSM", "It is not part of the assessment");
    }

    @Test
    void theWrongEncoderOrNoneIsRefused() throws IOException {
        assertThatThrownBy(() -> DiagnosisChoice.of(model).open(CPU))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("give its file with --encoder");
        Path other = folder.resolve("other");
        EncoderWriter.write(other, TINY, d -> new float[d.count()], Naming.OFFICIAL, TensorType.F32, Map.of());
        assertThatThrownBy(() -> DiagnosisChoice.of(model, other).open(CPU))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is another encoder than")
                .hasMessageContaining("model.safetensors");
        Path json = folder.resolve("pd.json");
        DiagnosisModel.builtIn().write(json);
        assertThatThrownBy(() -> DiagnosisChoice.of(json, encoder).open(CPU))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("was trained without an encoder; leave --encoder out");
        assertThat(DiagnosisChoice.of(model, encoder).open())
                .as("what tells a finished case needs no libtorch")
                .hasValueSatisfying(assessor -> assertThat(assessor.name()).isEqualTo("pd.safetensors"))
                .map(Assessor::sha256)
                .hasValue(Sha256.hex(model));
        assertThat(DiagnosisChoice.of(json).open().map(Assessor::sha256)).hasValue(Sha256.hex(json));
    }
}
