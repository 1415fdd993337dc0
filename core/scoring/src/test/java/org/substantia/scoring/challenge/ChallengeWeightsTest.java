package org.substantia.scoring.challenge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Structure;

class ChallengeWeightsTest {
    @TempDir
    Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("weights.properties"), text);
    }

    @Test
    void anEmptyFileMeansTheStandardWeights() throws IOException {
        assertThat(ChallengeWeights.load(file("# nothing changed\n"))).isEqualTo(ChallengeWeights.standard());
    }

    @Test
    void changesWhatTheFileNamesAndNothingElse() throws IOException {
        ChallengeWeights weights = ChallengeWeights.load(
                file("region.qsm.STN = 2\nregion.qsm.CN=0\nmodality.nm=0.5\nhausdorff.normalizer=20\n"));

        assertThat(weights.regions().get(LabelScheme.QSM))
                .containsEntry(Structure.STN, 2.0)
                .doesNotContainKey(Structure.CN)
                .containsEntry(Structure.SN, 1.5);
        assertThat(weights.modalities()).containsEntry(LabelScheme.NM, 0.5).containsEntry(LabelScheme.QSM, 0.6);
        assertThat(weights.hausdorffNormalizer()).isEqualTo(20);
        assertThat(weights.dice()).isEqualTo(0.7);
    }

    @Test
    void namesWhatIsNoFile() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> ChallengeWeights.load(folder))
                .withMessageStartingWith(folder + ": cannot be read: ");
    }

    @Test
    void namesTheFileAndTheEntryThatIsWrong() {
        for (String wrong : new String[] {
            "region.qsm.XY=1",
            "region.t1.SN=1",
            "region.nm.CN=1",
            "region=1",
            "modality.t1=1",
            "dise=0.7",
            "dice=much",
            "dice=-1",
            "hausdorff=NaN",
            "hausdorff.normalizer=0",
            "dice=\\u00"
        }) {
            assertThatExceptionOfType(WeightsFormatException.class)
                    .as(wrong)
                    .isThrownBy(() -> ChallengeWeights.load(file(wrong)))
                    .withMessageContaining("weights.properties: ");
        }
    }

    @Test
    void refusesNumbersThatAreNoWeights() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ChallengeWeights(Map.of(), Map.of(), Double.POSITIVE_INFINITY, 0.3, 10));
        assertThatIllegalArgumentException().isThrownBy(() -> new ChallengeWeights(Map.of(), Map.of(), 0.7, 0.3, 0));
    }
}
