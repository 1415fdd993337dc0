package org.substantia.challenge.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.substantia.base.parallel.Workers;
import org.substantia.challenge.intake.CaseList;
import org.substantia.challenge.intake.CheckReport;
import org.substantia.challenge.intake.SubmissionCheck;
import org.substantia.challenge.json.Json;
import org.substantia.challenge.model.Score;

/**
 * The program of the machine in which one file is checked or scored. It reads its order from a file, writes its result
 * to another, and prints nothing; whatever is thrown ends it with a status other than 0.
 */
public final class Job {
    private Job() {}

    /**
     * What to do.
     *
     * @param kind {@code check}, {@code score}, or {@code cases} for what the scores are means of
     * @param cases for a check: lines of a {@link CaseList}
     * @param truth for a scoring: the folder of the truth
     * @param options for a scoring: JSON of {@link EngineOptions}
     */
    record Order(
            String kind, String archive, String shownName, String cases, String truth, String options, int threads) {}

    /** The scores of a submission. */
    record Scores(List<Score> scores) {}

    /** The values of single cases by track and case. */
    record Cases(Map<String, Map<String, Double>> tracks) {}

    /** @param args the file of the order, the file of the result */
    public static void main(String[] args) throws IOException {
        Order order = Json.read(Files.readString(Path.of(args[0])), Order.class);
        Path archive = Path.of(order.archive());
        try (Workers workers = Workers.of(order.threads())) {
            Object result;
            if (order.kind().equals("check")) {
                result = SubmissionCheck.check(archive, order.shownName(), CaseList.parse(order.cases()), workers);
            } else if (order.kind().equals("cases")) {
                result = new Cases(SubmissionScorer.cases(
                        Path.of(order.truth()), archive, EngineOptions.parse(order.options()), workers));
            } else {
                result = new Scores(SubmissionScorer.score(
                        Path.of(order.truth()), archive, EngineOptions.parse(order.options()), workers));
            }
            JobResult.write(Path.of(args[1]), Json.text(result));
        }
    }

    static CheckReport checkReport(String content) {
        return Json.read(content, CheckReport.class);
    }

    static List<Score> scores(String content) {
        return Json.read(content, Scores.class).scores();
    }

    static Map<String, Map<String, Double>> cases(String content) {
        return Json.read(content, Cases.class).tracks();
    }
}
