package org.substantia.scoring.challenge;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.substantia.base.io.AtomicFiles;
import org.substantia.base.text.Format;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.scoring.segmentation.MaskScore;
import org.substantia.scoring.segmentation.NucleusScore;

/**
 * The result files of the challenge's script, byte for byte: {@code batch_seg_eval_results_qsm.csv} and
 * {@code ..._nm.csv}. A case whose prediction could not be scored has no row and no penalty, and the {@code Average}
 * row leaves infinite distances out; {@link ChallengeScore} is the score without these rewards.
 */
public final class OfficialCsv {
    private static final String LINE_END = "\r\n";

    private OfficialCsv() {}

    public static String fileName(LabelScheme scheme) {
        return "batch_seg_eval_results_" + Format.lowerCase(scheme) + ".csv";
    }

    /** The file's text: one row for every case with a mask of this kind, by name, and their average. */
    public static String format(LabelScheme scheme, List<CaseScore> cases) {
        List<Nucleus> columns = columns(scheme);
        StringBuilder text = new StringBuilder("Sample");
        for (Nucleus nucleus : columns) {
            text.append(',').append(nucleus.symbol()).append("_Dice,");
            text.append(nucleus.symbol()).append("_Hausdorff");
        }
        text.append(LINE_END);
        List<List<String>> rows = new ArrayList<>();
        cases.stream().sorted(Comparator.comparing(CaseScore::caseId)).forEach(one -> one.mask(scheme)
                .ifPresent(mask -> {
                    List<String> row = row(mask, columns);
                    rows.add(row);
                    append(text, quoted(one.caseId() + "_" + scheme.name()), row);
                }));
        if (!rows.isEmpty()) {
            List<String> averages = new ArrayList<>();
            for (int column = 0; column < 2 * columns.size(); column++) {
                averages.add(average(rows, column));
            }
            append(text, "Average", averages);
        }
        return text.toString();
    }

    /**
     * Writes both files into {@code folder}, replacing older ones; each is complete or not there.
     *
     * @throws IOException if the folder cannot be written to
     */
    public static void write(Path folder, List<CaseScore> cases) throws IOException {
        for (LabelScheme scheme : LabelScheme.values()) {
            AtomicFiles.writeText(folder.resolve(fileName(scheme)), format(scheme, cases));
        }
    }

    /**
     * Removes both files of an earlier run.
     *
     * @throws IOException if one is there and cannot be removed
     */
    public static void remove(Path folder) throws IOException {
        for (LabelScheme scheme : LabelScheme.values()) {
            Files.deleteIfExists(folder.resolve(fileName(scheme)));
        }
    }

    /** The thalamus is labeled but not scored. */
    private static List<Nucleus> columns(LabelScheme scheme) {
        return scheme.nuclei().stream()
                .filter(nucleus -> nucleus.structure() != Structure.TH)
                .sorted(Comparator.comparing(Nucleus::symbol))
                .toList();
    }

    private static List<String> row(MaskScore mask, List<Nucleus> columns) {
        List<String> row = new ArrayList<>();
        for (Nucleus nucleus : columns) {
            NucleusScore score = mask.of(nucleus);
            row.add(fourDecimals(score.dice()));
            row.add(fourDecimals(score.hausdorffVoxels()));
        }
        return row;
    }

    private static void append(StringBuilder text, String name, List<String> row) {
        text.append(name);
        row.forEach(field -> text.append(',').append(field));
        text.append(LINE_END);
    }

    /** The script averages what it has printed, not what it has computed. */
    private static String average(List<List<String>> rows, int column) {
        double sum = 0;
        int count = 0;
        for (List<String> row : rows) {
            if (!row.get(column).equals("inf")) {
                sum += Double.parseDouble(row.get(column));
                count++;
            }
        }
        return count == 0 ? "nan" : fourDecimals(sum / count);
    }

    /** As Python's {@code f"{value:.4f}"}: the exact binary value, ties to even. */
    static String fourDecimals(double value) {
        if (value == Double.POSITIVE_INFINITY) {
            return "inf";
        }
        return new BigDecimal(value).setScale(4, RoundingMode.HALF_EVEN).toPlainString();
    }

    /** As Python's csv writer quotes a field. */
    private static String quoted(String field) {
        boolean plain = field.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return plain ? field : '"' + field.replace("\"", "\"\"") + '"';
    }
}
