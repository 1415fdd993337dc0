package org.substantia.scoring.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.scoring.segmentation.CaseScorer;
import org.substantia.scoring.segmentation.MaskScore;

class OfficialCsvTest {
    private static final Path ORACLE = Path.of("..", "..", "examples", "data", "official-score-oracle");

    @TempDir
    Path folder;

    private static List<CaseScore> scoreOracle(CaseScorer scorer) throws IOException {
        List<CaseScore> cases = new ArrayList<>();
        List<Path> folders;
        try (Stream<Path> listed = Files.list(ORACLE.resolve("truth"))) {
            folders = listed.sorted(Collections.reverseOrder()).toList();
        }
        for (Path truth : folders) {
            Path prediction = ORACLE.resolve("prediction").resolve(truth.getFileName());
            Map<LabelScheme, MaskScore> masks = new EnumMap<>(LabelScheme.class);
            for (LabelScheme scheme : LabelScheme.values()) {
                Path predicted = prediction.resolve(scheme.predictionFileName());
                if (Files.exists(predicted)) {
                    masks.put(
                            scheme,
                            scorer.score(
                                    scheme,
                                    Nifti.readLabels(truth.resolve(scheme.maskFileName()))
                                            .labels(),
                                    Nifti.readLabels(predicted).labels()));
                }
            }
            cases.add(new CaseScore(truth.getFileName().toString(), masks));
        }
        return cases;
    }

    @Test
    void bothFilesAreTheOfficialScriptsByteForByte() throws IOException {
        OfficialCsv.write(folder, scoreOracle(CaseScorer.challenge()));

        for (LabelScheme scheme : LabelScheme.values()) {
            assertThat(folder.resolve(OfficialCsv.fileName(scheme)))
                    .hasSameBinaryContentAs(ORACLE.resolve("prediction").resolve(OfficialCsv.fileName(scheme)));
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).hasSize(2);
        }
    }

    @Test
    void theCompleteScorerWritesTheSameFiles() throws IOException {
        List<CaseScore> cases = scoreOracle(CaseScorer.complete(1, 1));

        assertThat(OfficialCsv.format(LabelScheme.QSM, cases))
                .isEqualTo(Files.readString(
                        ORACLE.resolve("prediction").resolve("batch_seg_eval_results_qsm.csv"),
                        StandardCharsets.UTF_8));
    }

    @Test
    void noCaseGivesTheHeaderAlone() {
        assertThat(OfficialCsv.format(LabelScheme.NM, List.of(new CaseScore("RJPD_001", Map.of()))))
                .isEqualTo("Sample,SN_l_Dice,SN_l_Hausdorff,SN_r_Dice,SN_r_Hausdorff\r\n");
    }

    @Test
    void roundsTheExactBinaryValueAsPythonDoes() {
        assertThat(OfficialCsv.fourDecimals(0.00005)).isEqualTo("0.0001");
        assertThat(OfficialCsv.fourDecimals(0.00015)).isEqualTo("0.0001");
        assertThat(OfficialCsv.fourDecimals(0.03125)).isEqualTo("0.0312");
        assertThat(OfficialCsv.fourDecimals(0.09375)).isEqualTo("0.0938");
        assertThat(OfficialCsv.fourDecimals(1)).isEqualTo("1.0000");
        assertThat(OfficialCsv.fourDecimals(1e-9)).isEqualTo("0.0000");
        assertThat(OfficialCsv.fourDecimals(12345)).isEqualTo("12345.0000");
        assertThat(OfficialCsv.fourDecimals(Double.POSITIVE_INFINITY)).isEqualTo("inf");
    }
}
