package org.substantia.report.cohort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.substantia.base.io.AtomicFiles;
import org.substantia.base.text.Format;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.diagnosis.statistics.CohortStatistics;
import org.substantia.diagnosis.statistics.Quantity;
import org.substantia.diagnosis.statistics.Summary;
import org.substantia.report.chart.BarPlot;

/**
 * The bar charts that the challenge's page shows, for any cohort: mean and standard deviation per nucleus by diagnosis.
 */
public final class CohortPlots {
    private CohortPlots() {}

    /**
     * Writes one SVG file for every quantity that the cohort has, and deletes those of other quantities that an earlier
     * run left in the folder.
     *
     * @return the files written
     * @throws IOException if a file cannot be written or deleted
     */
    public static List<Path> write(CohortStatistics statistics, Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Quantity quantity : Quantity.values()) {
            Optional<BarPlot> plot = plot(statistics, quantity);
            Path file = folder.resolve(Format.lowerCase(quantity) + ".svg");
            if (plot.isEmpty()) {
                Files.deleteIfExists(file);
            } else {
                AtomicFiles.writeText(file, plot.get().svg());
                files.add(file);
            }
        }
        return files;
    }

    /** The plot of one quantity; empty when no case has it. */
    public static Optional<BarPlot> plot(CohortStatistics statistics, Quantity quantity) {
        List<Nucleus> nuclei = Arrays.stream(Nucleus.values())
                .filter(nucleus -> statistics.summary(quantity, nucleus).n() > 0)
                .toList();
        if (nuclei.isEmpty()) {
            return Optional.empty();
        }
        List<BarPlot.Group> bars = new ArrayList<>();
        for (DiagnosisGroup group : DiagnosisGroup.of(statistics)) {
            List<Summary> summaries = nuclei.stream()
                    .map(nucleus -> statistics.summary(quantity, nucleus, group.diagnosis()))
                    .toList();
            int most = summaries.stream().mapToInt(Summary::n).max().orElse(0);
            if (most > 0) {
                bars.add(new BarPlot.Group(
                        group.name() + " (n = " + most + ")",
                        values(summaries, Summary::mean),
                        values(summaries, Summary::standardDeviation),
                        PublishedMeans.byDiagnosis(quantity)
                                ? reference(quantity, nuclei, group.diagnosis())
                                : Optional.empty()));
            }
        }
        return Optional.of(new BarPlot(
                sentence(quantity.title()),
                quantity.unit(),
                nuclei.stream().map(Nucleus::symbol).toList(),
                bars,
                PublishedMeans.byDiagnosis(quantity)
                        ? Optional.empty()
                        : reference(quantity, nuclei, Optional.empty())));
    }

    private static List<Double> values(List<Summary> summaries, ToDoubleFunction<Summary> value) {
        return summaries.stream().map(value::applyAsDouble).toList();
    }

    private static Optional<BarPlot.Reference> reference(
            Quantity quantity, List<Nucleus> nuclei, Optional<Diagnosis> diagnosis) {
        List<Double> values = nuclei.stream()
                .map(nucleus -> PublishedMeans.of(quantity, nucleus, diagnosis).orElse(Double.NaN))
                .toList();
        return values.stream().allMatch(v -> v.isNaN())
                ? Optional.empty()
                : Optional.of(new BarPlot.Reference("published mean", values));
    }

    private static String sentence(String title) {
        return title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1);
    }
}
