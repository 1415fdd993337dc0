package org.substantia.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.diagnosis.biomarkers.BiomarkerId;
import org.substantia.viewer.findings.CaseFindings;
import org.substantia.viewer.findings.Marker;
import org.substantia.viewer.findings.MarkerPlace;

class ResultFindingsTest {
    @TempDir
    private Path results;

    private void write(String name, String text) throws IOException {
        Path file = results.resolve("P1").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void writeSegmentation() throws IOException {
        write("segmentation.json", """
                {"schemaVersion": 2, "case": "P1", "status": "review", "warnings": ["exchanged sides"],
                 "outputs": {"QSM_pred.nii.gz": {"structures": {
                   "SN_r": {"confidence": 0.9, "flags": []},
                   "SN_l": {"confidence": 0.5, "flags": ["lowConfidence"]},
                   "RN_r": {"confidence": null, "flags": ["missing"]},
                   "DN_l": {"confidence": null, "flags": ["outOfView"]}}}}}
                """);
    }

    @Test
    void tellsFlagsVerdictEvidenceAndTheModelsDoubt() throws IOException {
        writeSegmentation();
        write("diagnosis.json", """
                {"verdict": "parkinson", "label": 1, "probability": 0.93, "interval": {"patients": 40},
                 "outOfDistribution": {"inDistribution": false},
                 "evidence": [{"feature": "SN.qsm.mean", "value": 150.5, "z": 2.5, "parkinsonZ": 1.9, "logOdds": 0.7}]}
                """);
        write("biomarkers.json", """
                {"biomarkers": {"SN_r.nm.contrast": {"value": 0.11, "z": -3.1}, "CN_l.volume": {"value": 3210.0}}}
                """);
        CaseFindings found = new ResultFindings(results).of("P1").orElseThrow();
        assertThat(found.flags())
                .containsExactly("exchanged sides", "look at SN_l RN_r", "unlike the persons the model was trained on");
        assertThat(found.verdict()).contains("Parkinson\u2019s disease");
        assertThat(found.probability()).hasValue(0.93);
        // Not found counts 1, out of view not at all.
        assertThat(found.doubt().orElseThrow()).isCloseTo((0.1 + 0.5 + 1) / 3, within(1e-12));
        Marker evidence = found.evidence().get(0);
        assertThat(evidence.title()).isEqualTo("SN susceptibility");
        assertThat(evidence.unit()).isEqualTo("ppb");
        assertThat(evidence.logOdds()).hasValue(0.7);
        assertThat(evidence.leading()).isTrue();
        assertThat(found.biomarkers()).extracting(Marker::name).containsExactly("SN_r.nm.contrast", "CN_l.volume");
        assertThat(found.biomarkers().get(1).z()).isEmpty();
    }

    @Test
    void caseThatFailedTellsWhy() throws IOException {
        write("failure.json", "{\"case\": \"P1\", \"failure\": \"P1/QSM.nii.gz: is cut off\"}");
        CaseFindings found = new ResultFindings(results).of("P1").orElseThrow();
        assertThat(found.flags()).containsExactly("P1/QSM.nii.gz: is cut off");
        assertThat(found.doubt()).isEmpty();
    }

    @Test
    void nothingIsKnownOfOtherCasesOrPlaces() throws IOException {
        writeSegmentation();
        assertThat(new ResultFindings(results).of("P2")).isEmpty();
        assertThat(new ResultFindings(results.resolve("P2")).of("../P1")).isEmpty();
        assertThat(new ResultFindings(results).of("P1").orElseThrow().evidence())
                .isEmpty();
    }

    @Test
    void faultsNameTheFile() throws IOException {
        writeSegmentation();
        write("biomarkers.json", "{\"biomarkers\": {\"XX.qsm.mean\": {\"value\": 1}}}");
        assertThatThrownBy(() -> new ResultFindings(results).of("P1"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("biomarkers.json: XX.qsm.mean: no region is called");
    }

    @ParameterizedTest
    @CsvSource({
        "SN_r.qsm.mean, QSM, QSM, SN, RIGHT",
        "SN.qsm.mean, QSM, QSM, SN, ",
        "SN.asymmetry.nm, NM, NM, SN, ",
        "SN.asymmetry.nm_volume, NM, NM, SN, ",
        "SN_l.nm.contrast, NM, NM, SN, LEFT",
        "SN_l.nm.contrast_qsm, NM, QSM, SN, LEFT",
        "RN_l.nm.mean, NM, QSM, RN, LEFT",
        "SNpc.nm.contrast, NM, NM, SN, ",
        "SNpc_r.volume, QSM, QSM, SN, RIGHT",
        "Put.texture.contrast, QSM, QSM, PUT, ",
        "'SN laterality (QSM, NM)', QSM, QSM, SN, ",
        "SN.nm.contrast right minus left, NM, NM, SN, ",
        "image.nm.mean, NM, NM, , ",
        "image.t1.sd, T1, QSM, , ",
        "image.qsm.sd, QSM, QSM, , "
    })
    void everyBiomarkerHasAPlace(String name, Modality image, LabelScheme mask, Structure structure, Side side) {
        assertThat(ResultFindings.place(BiomarkerId.parse(name)))
                .isEqualTo(new MarkerPlace(image, mask, Optional.ofNullable(structure), Optional.ofNullable(side)));
    }
}
