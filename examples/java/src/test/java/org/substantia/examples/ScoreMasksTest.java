package org.substantia.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.substantia.scoring.segmentation.MaskScore;

class ScoreMasksTest {
    private static final Path MASKS = Path.of("..", "data", "official-score-oracle", "truth");

    @Test
    void aMaskAgreesWithItselfAndLessWithAnotherPatients() throws Exception {
        Path mask = MASKS.resolve("RJPD_005/QSM_mask.nii.gz");
        Path other = MASKS.resolve("RJPD_006/QSM_mask.nii.gz");

        MaskScore same = ScoreMasks.score(mask, mask);
        MaskScore different = ScoreMasks.score(mask, other);

        assertThat(same.nuclei()).hasSize(16).allSatisfy(nucleus -> {
            assertThat(nucleus.dice()).isEqualTo(1);
            assertThat(nucleus.hausdorffVoxels()).isZero();
        });
        assertThat(different.nuclei())
                .allSatisfy(nucleus -> assertThat(nucleus.dice()).isLessThan(1));
    }
}
