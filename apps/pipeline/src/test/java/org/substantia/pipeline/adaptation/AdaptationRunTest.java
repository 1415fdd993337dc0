package org.substantia.pipeline.adaptation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.parallel.Workers;
import org.substantia.base.provenance.Provenance;
import org.substantia.cohort.split.CaseGroups;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.scoring.statistics.Interval;

class AdaptationRunTest {
    private static final AdaptationDesign DESIGN = new AdaptationDesign(List.of(2, 4), 3, List.of(1L, 2L));

    @TempDir
    Path out;

    private final AtomicInteger runs = new AtomicInteger();

    private static AdaptationCohort cohort() {
        Map<String, Optional<Diagnosis>> diagnoses = new TreeMap<>();
        for (int i = 0; i < 12; i++) {
            diagnoses.put("P" + (char) ('a' + i), Optional.of(i % 2 == 0 ? Diagnosis.PARKINSON : Diagnosis.HEALTHY));
        }
        return AdaptationCohort.of("twelve", "digest", diagnoses, CaseGroups.none(), CaseGroups.none());
    }

    /** Its figure is the share of the fold's test cases that it "diagnoses" right: more with more training cases. */
    private class Counting implements AdaptationMethod {
        private final String name;
        private final boolean learns;
        private final int setting;

        Counting(String name, boolean learns, int setting) {
            this.name = name;
            this.learns = learns;
            this.setting = setting;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String description() {
            return "Counts <cases>.";
        }

        @Override
        public boolean learns() {
            return learns;
        }

        @Override
        public boolean concurrent() {
            return learns;
        }

        @Override
        public Map<String, Object> settings() {
            return Map.of("setting", setting);
        }

        @Override
        public AdaptationOutcome run(AdaptationTask task) throws IOException {
            runs.incrementAndGet();
            task.steps().taken(3, 4);
            Files.createDirectories(task.scratch());
            Files.writeString(task.scratch().resolve("weights"), "w");
            List<AdaptationOutcome.DiagnosedCase> cases = new ArrayList<>();
            for (String id : task.test()) {
                boolean right = cases.size() < Math.max(1, task.training().size());
                Diagnosis truth = (id.charAt(1) - 'a') % 2 == 0 ? Diagnosis.PARKINSON : Diagnosis.HEALTHY;
                Diagnosis other = truth == Diagnosis.PARKINSON ? Diagnosis.HEALTHY : Diagnosis.PARKINSON;
                Diagnosis said = right ? truth : other;
                cases.add(
                        new AdaptationOutcome.DiagnosedCase(id, truth, said, said == Diagnosis.PARKINSON ? 0.9 : 0.2));
            }
            return AdaptationOutcome.ofDiagnoses(task.training().size(), cases);
        }
    }

    private AdaptationSummary draw(List<AdaptationMethod> methods) throws IOException {
        AdaptationRun run = new AdaptationRun(DESIGN, cohort(), out);
        List<List<CellResult>> cells = new ArrayList<>();
        for (AdaptationMethod method : methods) {
            cells.add(run.run(method, Workers.caller(), () -> {}));
        }
        Provenance provenance =
                new Provenance("1", "adapt", Map.of("track", "diagnosis"), OptionalLong.of(1), Map.of());
        return new AdaptationFiles(DESIGN, cohort(), provenance).write(out, methods, cells, run.turns());
    }

    private static AdaptationSummary.Point point(AdaptationSummary summary, String method, int amount) {
        return summary.points().stream()
                .filter(p -> p.metric().equals("accuracy") && p.method().equals(method) && p.amount() == amount)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void tellsOfEveryCellAndOfTheStepsWithinThoseThatRunAlone() throws IOException {
        AtomicInteger cells = new AtomicInteger();
        List<String> steps = Collections.synchronizedList(new ArrayList<>());
        AdaptationProgress progress = new AdaptationProgress() {
            @Override
            public void cell() {
                cells.incrementAndGet();
            }

            @Override
            public void steps(long taken, long all) {
                steps.add(taken + " of " + all);
            }
        };
        AdaptationRun run = new AdaptationRun(DESIGN, cohort(), out);
        AdaptationMethod alone = new Counting("shipped", false, 1);
        AdaptationMethod together = new Counting("learned", true, 1);

        run.run(alone, Workers.caller(), progress);
        run.run(together, Workers.caller(), progress);

        assertThat(cells).hasValue(run.cells(alone) + run.cells(together));
        assertThat(steps).hasSize(run.cells(alone)).containsOnly("3 of 4");
        run.run(alone, Workers.caller(), progress);
        assertThat(cells).hasValue(2 * run.cells(alone) + run.cells(together));
    }

    /** A fold of 4 holds 1 right case without learning, 2 of 2 cases, all 4 of 4. */
    @Test
    void meansAndPairedDifferencesAreThoseOfTheCells() throws IOException {
        AdaptationSummary summary = draw(List.of(new Counting("shipped", false, 1), new Counting("learned", true, 1)));

        assertThat(point(summary, "shipped", 2).mean()).isEqualTo(0.25);
        assertThat(point(summary, "shipped", 4))
                .extracting(AdaptationSummary.Point::turns)
                .isEqualTo(6);
        AdaptationSummary.Point learned = point(summary, "learned", 2);
        assertThat(learned.mean()).isCloseTo(0.5, within(1e-12));
        assertThat(learned.difference().orElseThrow().mean()).isCloseTo(0.25, within(1e-12));
        Interval interval = learned.difference().orElseThrow().interval().orElseThrow();
        assertThat(interval.high() - interval.low()).isCloseTo(0, within(1e-12));
        assertThat(point(summary, "learned", 4).mean()).isEqualTo(1);
        assertThat(point(summary, "shipped", 2).difference()).isEmpty();
        assertThat(Files.readString(out.resolve("adaptation.csv")))
                .startsWith("metric,method,amount,turns,mean,low,high,difference,")
                .contains("\naccuracy,learned,4,6,1.0,1.0,1.0,0.75,");
        assertThat(Files.readString(out.resolve("index.html")))
                .contains("Counts &lt;cases&gt;.")
                .contains("corrected resampled t intervals")
                .contains("12 cases, 3 folds, 2 seeds");
    }

    @Test
    void theSameCommandAgainComputesNothingAndGivesTheSameBytes() throws IOException {
        List<AdaptationMethod> methods = List.of(new Counting("shipped", false, 1), new Counting("learned", true, 1));
        draw(methods);
        assertThat(runs.get()).isEqualTo(6 + 12);
        List<String> files = List.of("adaptation.json", "adaptation.csv", "index.html");
        List<String> before = new ArrayList<>();
        for (String file : files) {
            before.add(Files.readString(out.resolve(file)));
        }

        draw(methods);

        assertThat(runs.get()).isEqualTo(18);
        for (int i = 0; i < files.size(); i++) {
            assertThat(out.resolve(files.get(i))).hasContent(before.get(i));
        }
    }

    @Test
    void aLostCellAloneIsComputedAgain() throws IOException {
        AdaptationMethod learned = new Counting("learned", true, 1);
        draw(List.of(learned));
        Files.delete(out.resolve("cells/learned_n0004_seed2_fold1.json"));

        draw(List.of(learned));

        assertThat(runs.get()).isEqualTo(13);
        assertThat(out.resolve("work/learned_n0004_seed2_fold1")).doesNotExist();
    }

    @Test
    void cellsOfOtherOptionsAreNotTakenForThese() throws IOException {
        draw(List.of(new Counting("learned", true, 1)));

        assertThatThrownBy(() -> draw(List.of(new Counting("learned", true, 2))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("learned_n0002_seed1_fold0.json")
                .hasMessageContaining("other data, cases or options");
        assertThat(runs.get()).isEqualTo(12);
    }

    @Test
    void aMethodThatLearnsNothingSomewhereSaysSoAndHasFewerTurns() throws IOException {
        AdaptationMethod failing = new Counting("learned", true, 1) {
            @Override
            public AdaptationOutcome run(AdaptationTask task) throws IOException {
                return task.training().size() == 2 && task.test().contains("Pa")
                        ? AdaptationOutcome.failed("all of one diagnosis")
                        : super.run(task);
            }
        };

        AdaptationSummary summary = draw(List.of(failing));

        assertThat(point(summary, "learned", 2).turns()).isEqualTo(4);
        assertThat(point(summary, "learned", 4).turns()).isEqualTo(6);
        assertThat(Files.readString(out.resolve("index.html")))
                .contains("2 cases, fold")
                .contains("all of one diagnosis");
    }
}
