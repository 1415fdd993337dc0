package org.substantia.cohort.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PartTest {
    @Property
    void everyItemIsInExactlyOnePartInOrder(
            @ForAll @IntRange(min = 1, max = 40) int count, @ForAll @IntRange(max = 100) int size) {
        List<Integer> row = IntStream.range(0, size).boxed().toList();

        List<Integer> together = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Integer> part = new Part(i, count).of(row);
            assertThat(part.size()).isBetween(size / count, (size + count - 1) / count);
            together.addAll(part);
        }

        assertThat(together).isEqualTo(row);
    }

    @Test
    void readsWhatItPrints() {
        assertThat(Part.parse("3/8")).isEqualTo(new Part(3, 8)).hasToString("3/8");
    }

    @Test
    void saysWhichPartsThereAre() {
        assertThatIllegalArgumentException().isThrownBy(() -> Part.parse("8/8")).withMessageContaining("is 7/8");
        assertThatIllegalArgumentException().isThrownBy(() -> Part.parse("1")).withMessageContaining("such as 0/8");
        assertThatIllegalArgumentException().isThrownBy(() -> Part.parse("0/0")).withMessageContaining("0/0");
    }

    @Test
    void takesThePartFromTheArrayOfAScheduler() {
        assertThat(Part.ofArray(Map.of(
                        "SLURM_ARRAY_TASK_ID", "13",
                        "SLURM_ARRAY_TASK_MIN", "10",
                        "SLURM_ARRAY_TASK_MAX", "16",
                        "SLURM_ARRAY_TASK_STEP", "3")))
                .contains(new Part(1, 3));
        assertThat(Part.ofArray(Map.of("SGE_TASK_ID", "1", "SGE_TASK_FIRST", "1", "SGE_TASK_LAST", "4")))
                .contains(new Part(0, 4));
        assertThat(Part.ofArray(Map.of("LSB_JOBINDEX", "4", "LSB_JOBINDEX_END", "4")))
                .contains(new Part(3, 4));
        assertThat(Part.ofArray(Map.of("SGE_TASK_ID", "undefined", "SGE_TASK_LAST", "undefined")))
                .isEmpty();
        assertThat(Part.ofArray(Map.of())).isEmpty();
    }

    /** Regression: of {@code --array=5,17,29} each job took one of 25 parts, and 22 parts were nobody's. */
    @Test
    void anArrayWithGapsIsRefused() {
        Map<String, String> failedOnes = Map.of(
                "SLURM_ARRAY_TASK_ID", "17",
                "SLURM_ARRAY_TASK_MIN", "5",
                "SLURM_ARRAY_TASK_MAX", "29",
                "SLURM_ARRAY_TASK_STEP", "1",
                "SLURM_ARRAY_TASK_COUNT", "3");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Part.ofArray(failedOnes))
                .withMessage("the array's 3 jobs are no plain row from 5 to 29; name the part: --part I/N");
    }

    @Test
    void aPlainRowOfSlurmIsTakenAsItIs() {
        assertThat(Part.ofArray(Map.of(
                        "SLURM_ARRAY_TASK_ID", "13",
                        "SLURM_ARRAY_TASK_MIN", "10",
                        "SLURM_ARRAY_TASK_MAX", "16",
                        "SLURM_ARRAY_TASK_STEP", "3",
                        "SLURM_ARRAY_TASK_COUNT", "3")))
                .contains(new Part(1, 3));
    }
}
