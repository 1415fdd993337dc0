package org.substantia.pipeline.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.substantia.pipeline.MemoryFaults;

@Timeout(60)
class PrefetchTest {
    private final List<String> events = Collections.synchronizedList(new ArrayList<>());

    @Test
    void sendsEveryItemThroughAllStagesInOrder() throws IOException {
        List<String> done = new ArrayList<>();
        new Prefetch<Integer, Integer, Integer, String>(i -> i + 1, () -> i -> i * 10, i -> "<" + i + ">")
                .run(
                        List.of(1, 2, 3),
                        (item, result) -> done.add(item + result.value().orElseThrow()));
        assertThat(done).containsExactly("1<20>", "2<30>", "3<40>");
    }

    @Test
    void anEmptyRowOpensNothing() throws IOException {
        new Prefetch<Integer, Integer, Integer, Integer>(
                        i -> i,
                        () -> {
                            throw new IOException("opened");
                        },
                        i -> i)
                .run(List.of(), (item, result) -> events.add("done"));
        assertThat(events).isEmpty();
    }

    @Test
    void aFailureInAnyStageHitsItsOwnItemOnly() throws IOException {
        List<Optional<Exception>> failures = new ArrayList<>();
        new Prefetch<Integer, Integer, Integer, Integer>(i -> failAt(i, 1), () -> i -> failAt(i, 2), i -> failAt(i, 3))
                .run(List.of(0, 1, 2, 3, 4), (item, result) -> failures.add(result.failure()));
        assertThat(failures.get(0)).isEmpty();
        assertThat(failures.subList(1, 4)).allSatisfy(f -> assertThat(f)
                .hasValueSatisfying(e -> assertThat(e).isInstanceOf(IOException.class)));
        assertThat(failures.get(4)).isEmpty();
    }

    @Test
    void tellsAFaultFromAFailure() throws IOException {
        new Prefetch<Integer, Integer, Integer, Integer>(
                        i -> i,
                        () -> i -> {
                            throw new IllegalStateException("a fault");
                        },
                        i -> i)
                .run(List.of(1), (item, result) -> assertThat(result.failure())
                        .hasValueSatisfying(e -> assertThat(e).isInstanceOf(IllegalStateException.class)));
    }

    @Test
    void whatCannotBeOpenedEndsTheRun() {
        Prefetch<Integer, Integer, Integer, Integer> stages = new Prefetch<>(
                i -> i,
                () -> {
                    throw new IOException("m.safetensors: cut short");
                },
                i -> i);
        assertThatIOException()
                .isThrownBy(() -> stages.run(List.of(1, 2), (item, result) -> {}))
                .withMessage("m.safetensors: cut short");
    }

    @Test
    void readsTheNextItemAndFinishesTheFormerWhileOneIsWorkedOn() throws IOException {
        CountDownLatch nextRead = new CountDownLatch(1);
        CountDownLatch formerBeingFinished = new CountDownLatch(1);
        CountDownLatch workedOn = new CountDownLatch(1);
        new Prefetch<Integer, Integer, Integer, Integer>(
                        i -> {
                            if (i == 2) {
                                nextRead.countDown();
                            }
                            return i;
                        },
                        () -> i -> {
                            if (i == 1) {
                                // Ends only if item 2 is read and item 0 finished meanwhile.
                                await(nextRead);
                                await(formerBeingFinished);
                                workedOn.countDown();
                            }
                            return i;
                        },
                        i -> {
                            if (i == 0) {
                                formerBeingFinished.countDown();
                                await(workedOn);
                            }
                            return i;
                        })
                .run(List.of(0, 1, 2), (item, result) -> events.add("done " + item));
        assertThat(events).containsExactly("done 0", "done 1", "done 2");
    }

    @Test
    void neverHoldsMoreThanAFewItems() throws IOException {
        AtomicInteger read = new AtomicInteger();
        new Prefetch<Integer, Integer, Integer, Integer>(
                        i -> {
                            read.incrementAndGet();
                            return i;
                        },
                        () -> i -> i,
                        i -> {
                            assertThat(read.get() - i).isLessThanOrEqualTo(4);
                            return i;
                        })
                .run(IntStream.range(0, 50).boxed().toList(), (item, result) -> assertThat(result.failure())
                        .isEmpty());
    }

    private static int failAt(int item, int bad) throws IOException {
        if (item == bad) {
            throw new IOException("item " + item);
        }
        return item;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The memory is short for item 2 while it is read, for item 4 while it is worked on. */
    @Test
    void oneItemWithoutMemoryDoesNotStopTheOthers() throws IOException {
        List<String> ends = new ArrayList<>();
        new Prefetch<Integer, Integer, Integer, Integer>(i -> failing(i, 2), () -> i -> failing(i, 4), i -> i)
                .run(
                        List.of(1, 2, 3, 4, 5),
                        (i, result) -> ends.add(i + ":"
                                + result.failure()
                                        .flatMap(MemoryFaults::explain)
                                        .map(line -> "memory")
                                        .orElse("done")));

        assertThat(ends).containsExactly("1:done", "2:memory", "3:done", "4:memory", "5:done");
    }

    private static int failing(int item, int at) {
        if (item == at) {
            throw new OutOfMemoryError("Java heap space");
        }
        return item;
    }
}
