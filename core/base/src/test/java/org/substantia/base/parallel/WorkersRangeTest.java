package org.substantia.base.parallel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkersRangeTest {
    @ParameterizedTest
    @CsvSource({"0,1", "1,1", "17,1", "0,3", "1,3", "17,3", "1000,3"})
    void rangesCoverEveryIndexOnce(int count, int threads) {
        AtomicIntegerArray visits = new AtomicIntegerArray(count);
        try (Workers workers = Workers.of(threads)) {
            workers.forEachRange(count, (from, to) -> {
                for (int i = from; i < to; i++) {
                    visits.incrementAndGet(i);
                }
            });
        }
        for (int i = 0; i < count; i++) {
            assertThat(visits.get(i)).isEqualTo(1);
        }
    }
}
