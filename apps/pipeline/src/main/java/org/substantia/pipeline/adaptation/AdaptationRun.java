package org.substantia.pipeline.adaptation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.substantia.base.json.JsonFiles;
import org.substantia.base.json.JsonNumbers;
import org.substantia.base.parallel.Workers;
import org.substantia.base.random.SplitMix64;

/**
 * Runs every cell of a curve: each method with each amount in each turn. A finished cell is one file in the folder
 * {@code cells}, written whole; a run that finds it does not compute it again. To be used by one thread.
 */
public final class AdaptationRun {
    private static final String CELLS = "cells";
    private static final String WORK = "work";

    private final AdaptationDesign design;
    private final AdaptationCohort cohort;
    private final List<AdaptationDesign.Turn> turns;
    private final Path out;

    /** A cell that may not have been computed yet. */
    private record Cell(
            AdaptationMethod method,
            int amount,
            AdaptationDesign.Turn turn,
            List<String> training,
            String key,
            Path file) {}

    /**
     * @param out folder of the curve
     * @throws IllegalArgumentException if the cohort does not suit the design, see {@link AdaptationDesign#turns}
     */
    public AdaptationRun(AdaptationDesign design, AdaptationCohort cohort, Path out) {
        this.design = design;
        this.cohort = cohort;
        this.turns = design.turns(cohort);
        this.out = out;
    }

    /** Whether a folder holds finished cells. */
    public static boolean hasCells(Path out) throws IOException {
        Path cells = out.resolve(CELLS);
        if (!Files.isDirectory(cells)) {
            return false;
        }
        try (Stream<Path> files = Files.list(cells)) {
            return files.anyMatch(file -> file.toString().endsWith(".json"));
        }
    }

    /** How many cells a method has. */
    public int cells(AdaptationMethod method) {
        return turns.size() * (method.learns() ? design.amounts().size() : 1);
    }

    public List<AdaptationDesign.Turn> turns() {
        return turns;
    }

    /**
     * Runs the method's cells that are not finished.
     *
     * @param progress told of each cell, finished before or not, and of what goes on within it
     * @return all its cells, by amount, then turn
     * @throws IOException if a cell's file is of other data, cases or settings; if an input cannot be read or a file
     *     not be written
     */
    public List<CellResult> run(AdaptationMethod method, Workers workers, AdaptationProgress progress)
            throws IOException {
        List<Cell> cells = new ArrayList<>();
        for (int amount : method.learns() ? design.amounts() : List.of(0)) {
            for (AdaptationDesign.Turn turn : turns) {
                List<String> training = turn.training(amount);
                String name = CellResult.fileName(method.name(), amount, turn.fold(), turn.seed());
                cells.add(new Cell(
                        method,
                        amount,
                        turn,
                        training,
                        CellResult.key(cohort, method, turn, training),
                        out.resolve(CELLS).resolve(name)));
            }
        }
        CellResult[] results = new CellResult[cells.size()];
        List<Integer> missing = new ArrayList<>();
        for (int i = 0; i < results.length; i++) {
            Optional<CellResult> finished = finished(cells.get(i));
            if (finished.isPresent()) {
                results[i] = finished.get();
                progress.cell();
            } else {
                missing.add(i);
            }
        }
        if (method.concurrent()) {
            together(missing, cells, results, workers, progress);
        } else {
            for (int i : missing) {
                results[i] = compute(cells.get(i), workers, true, progress::steps);
                progress.cell();
            }
        }
        return List.of(results);
    }

    private void together(
            List<Integer> missing, List<Cell> cells, CellResult[] results, Workers workers, AdaptationProgress progress)
            throws IOException {
        try {
            workers.forEach(missing.size(), job -> {
                int i = missing.get(job);
                try {
                    results[i] = compute(cells.get(i), Workers.caller(), false, (taken, all) -> {});
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                progress.cell();
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private Optional<CellResult> finished(Cell cell) throws IOException {
        if (!Files.exists(cell.file())) {
            return Optional.empty();
        }
        CellResult result = JsonFiles.read(cell.file(), CellResult.class);
        if (result.schemaVersion() != CellResult.SCHEMA_VERSION || !result.key().equals(cell.key())) {
            throw new IOException(cell.file()
                    + ": was made of other data, cases or options of this method, or by another version or device; name"
                    + " another folder, or delete it");
        }
        return Optional.of(result);
    }

    /** @param alone whether nothing else runs beside, so that the process's memory is the cell's */
    private CellResult compute(Cell cell, Workers workers, boolean alone, AdaptationTask.Steps steps)
            throws IOException {
        String name = cell.file().getFileName().toString().replace(".json", "");
        Path scratch = out.resolve(WORK).resolve(name);
        delete(scratch);
        AdaptationDesign.Turn turn = cell.turn();
        AdaptationTask task = new AdaptationTask(
                cell.training(),
                turn.test(),
                cohort.together(),
                SplitMix64.seed(turn.seed(), "training of fold " + turn.fold()),
                scratch,
                workers,
                steps);
        boolean measured = alone && PeakMemory.forget();
        long start = System.nanoTime();
        AdaptationOutcome outcome = cell.method().run(task);
        double seconds = (System.nanoTime() - start) / 1e9;
        CellResult result = new CellResult(
                CellResult.SCHEMA_VERSION,
                cell.key(),
                cell.method().name(),
                cell.amount(),
                turn.fold(),
                turn.seed(),
                cell.training(),
                turn.test(),
                outcome.metrics(),
                outcome.cases(),
                outcome.trainedWeights(),
                JsonNumbers.decimals(seconds, 3),
                measured ? PeakMemory.mebibytes() : OptionalLong.empty(),
                outcome.remarks());
        JsonFiles.write(cell.file(), result);
        delete(scratch);
        return result;
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> content;
        try (Stream<Path> all = Files.walk(folder)) {
            content = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path one : content) {
            Files.delete(one);
        }
    }
}
