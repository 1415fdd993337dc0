package org.substantia.base.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkersTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void runsEveryPieceOnce(int threads) {
        AtomicIntegerArray runs = new AtomicIntegerArray(1000);
        try (Workers workers = Workers.of(threads)) {
            workers.forEach(1000, runs::incrementAndGet);
        }

        for (int i = 0; i < runs.length(); i++) {
            assertThat(runs.get(i)).isEqualTo(1);
        }
    }

    @Test
    void runsNothingWhenThereIsNothing() {
        try (Workers workers = Workers.of(2)) {
            workers.forEach(0, i -> {
                throw new IllegalStateException("no piece " + i);
            });
            assertThat(workers.threads()).isEqualTo(2);
        }
    }

    @Test
    void runsPiecesAtTheSameTime() {
        CountDownLatch both = new CountDownLatch(2);
        try (Workers workers = Workers.of(2)) {
            // Each piece waits for the other to have begun.
            workers.forEach(2, i -> {
                both.countDown();
                assertThat(await(both, 30_000)).isTrue();
            });
        }
        assertThat(both.getCount()).isZero();
    }

    @Test
    void callerAloneUsesNoOtherThread() {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        Workers.caller().forEach(100, i -> threads.add(Thread.currentThread()));

        assertThat(threads).containsExactly(Thread.currentThread());
        assertThat(Workers.of(1)).isSameAs(Workers.caller());
        assertThat(Workers.caller().threads()).isEqualTo(1);
    }

    @Test
    void callerStaysUsableAfterClosing() {
        Workers.caller().close();
        int[] runs = new int[1];
        Workers.caller().forEach(3, i -> runs[0]++);

        assertThat(runs[0]).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void handsOnWhatAPieceThrows(int threads) {
        try (Workers workers = Workers.of(threads)) {
            assertThatThrownBy(() -> workers.forEach(100, i -> {
                        if (i == 77) {
                            throw new IllegalStateException("piece 77");
                        }
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasStackTraceContaining("piece 77");
        }
    }

    /** Whoever is told of a failure closes what the pieces share, so none may still run. */
    @Test
    void waitsForThePiecesThatRunWhenOneFails() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch returned = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        try (Workers workers = Workers.of(2)) {
            assertThatThrownBy(() -> workers.forEach(2, i -> {
                        if (i == 1) {
                            await(begun, 30_000);
                            throw new IllegalStateException("piece 1");
                        }
                        begun.countDown();
                        await(returned, 1000);
                        ended.countDown();
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("piece 1");

            assertThat(ended.getCount()).isZero();
            returned.countDown();
        }
    }

    @Test
    void beginsNoPieceAfterOneHasFailed() {
        AtomicInteger begun = new AtomicInteger();
        try (Workers workers = Workers.of(3)) {
            assertThatThrownBy(() -> workers.forEach(1000, i -> {
                        begun.incrementAndGet();
                        throw new AssertionError("piece " + i);
                    }))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageStartingWith("piece ");
        }
        // Each thread may have been at one.
        assertThat(begun).hasValueBetween(1, 3);
    }

    private static boolean await(CountDownLatch latch, long milliseconds) {
        try {
            return latch.await(milliseconds, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void piecesMayShareOutWorkThemselves() {
        AtomicIntegerArray runs = new AtomicIntegerArray(400);
        try (Workers workers = Workers.of(3)) {
            workers.forEach(20, i -> workers.forEach(20, j -> runs.incrementAndGet(20 * i + j)));
        }

        for (int i = 0; i < runs.length(); i++) {
            assertThat(runs.get(i)).isEqualTo(1);
        }
    }

    @Test
    void allTakesEveryProcessor() {
        try (Workers workers = Workers.all()) {
            assertThat(workers.threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
        }
    }

    @Test
    void refusesLessThanOneThread() {
        assertThatThrownBy(() -> Workers.of(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0");
    }
}
