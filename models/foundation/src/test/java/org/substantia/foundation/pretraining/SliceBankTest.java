package org.substantia.foundation.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.substantia.base.random.RandomStream;
import org.substantia.foundation.roi.SliceStack;

class SliceBankTest {
    /** Three slices of 1 x 3, whose pixels are 10 * slice + column. */
    private static final SliceStack STACK =
            new SliceStack("one", 3, 1, 3, new byte[] {0, 1, 2, 10, 11, 12, 20, 21, 22});

    @Test
    void aSliceStandsBetweenItsNeighborsAndIsMirroredWithThem() {
        List<List<Byte>> possible = List.of(
                bytes(0, 1, 2, 0, 1, 2, 10, 11, 12),
                bytes(0, 1, 2, 10, 11, 12, 20, 21, 22),
                bytes(10, 11, 12, 20, 21, 22, 20, 21, 22),
                bytes(2, 1, 0, 2, 1, 0, 12, 11, 10),
                bytes(2, 1, 0, 12, 11, 10, 22, 21, 20),
                bytes(12, 11, 10, 22, 21, 20, 22, 21, 20));
        SliceBank.Batch batch = new SliceBank(List.of(STACK)).draw(600, new RandomStream(1));

        Map<List<Byte>, Long> counts = IntStream.range(0, 600)
                .mapToObj(i -> list(batch.shades(), 9 * i))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

        assertThat(counts).containsOnlyKeys(possible);
        assertThat(counts.values()).allMatch(count -> count > 60);
    }

    @Test
    void everyRegionComesAsOften() {
        SliceStack other = new SliceStack("two", 1, 2, 2, new byte[4]);
        SliceBank bank = new SliceBank(List.of(STACK, other, STACK, STACK));
        RandomStream random = new RandomStream(2);

        long twos = IntStream.range(0, 400)
                .filter(i -> bank.draw(1, random).like().roi().equals("two"))
                .count();

        assertThat(twos).isBetween(160L, 240L);
        assertThat(bank.slices()).isEqualTo(10);
    }

    @Test
    void nothingAndRegionsOfTwoSizesAreRefused() {
        assertThatThrownBy(() -> new SliceBank(List.of())).hasMessageContaining("no slices to learn from");
        SliceStack larger = new SliceStack("one", 1, 2, 3, new byte[6]);
        assertThatThrownBy(() -> new SliceBank(List.of(STACK, larger)))
                .hasMessageContaining("differ in size")
                .hasMessageContaining("1 slices of 2 x 3");
    }

    private static List<Byte> bytes(int... values) {
        return IntStream.of(values).mapToObj(v -> (byte) v).toList();
    }

    private static List<Byte> list(byte[] all, int from) {
        return IntStream.range(from, from + 9).mapToObj(i -> all[i]).toList();
    }
}
