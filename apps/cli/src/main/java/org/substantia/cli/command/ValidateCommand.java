package org.substantia.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import org.substantia.base.io.OutputFolders;
import org.substantia.base.json.JsonFiles;
import org.substantia.base.parallel.Workers;
import org.substantia.base.provenance.Provenance;
import org.substantia.base.text.Format;
import org.substantia.cli.console.ExitCode;
import org.substantia.cli.console.Progress;
import org.substantia.cli.console.Version;
import org.substantia.cli.option.ThreadsOption;
import org.substantia.cli.output.ValidationJson;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.validation.AnatomyCheck;
import org.substantia.cohort.validation.CohortValidator;
import org.substantia.cohort.validation.Finding;
import org.substantia.cohort.validation.Severity;
import org.substantia.cohort.validation.ValidationReport;
import org.substantia.pipeline.HeaderInspector;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code substantia validate}: what is wrong with a cohort. */
@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        description = {
            "Checks a cohort, a submission or a single case for errors.",
            "Finds missing and broken files, unequal grids, labels outside the scheme, left and right swapped, "
                    + "empty or fragmented structures, QSM in ppm, constant images, label maps in place of images, "
                    + "NaN, headers with a wrong spacing or exchanged axes, and subjects that occur twice "
                    + "(docs/reference/validation.md). The exit status is 3 if an error is found and 0 if there are "
                    + "only warnings.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  substantia validate train",
            "  substantia validate team_name.zip --json findings.json"
        })
public final class ValidateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "COHORT", description = "folder of cases, folder of one case, or zip file")
    private Path path;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "also write the findings and the groups of duplicate subjects to FILE")
    private Optional<Path> json = Optional.empty();

    @Option(
            names = "--no-anatomy",
            description =
                    "do not look for the nuclei in T1 and QSM images to find headers that place the head wrongly; "
                            + "faster, and runs without libtorch")
    private boolean noAnatomy;

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    @Override
    public Integer call() throws IOException {
        Cohort cohort = Cohort.open(path);
        if (json.isPresent()) {
            OutputFolders.requireWritableFile(json.get());
        }
        ValidationReport report;
        try (Workers workers = threads.workers();
                HeaderInspector inspector = new HeaderInspector(threads.count());
                Progress progress = new Progress(
                        "checking", cohort.cases().size(), spec.commandLine().getErr())) {
            AnatomyCheck anatomy = noAnatomy ? AnatomyCheck.none() : inspector;
            report = new CohortValidator(workers, progress::step, anatomy).validate(cohort);
            inspector.failure().ifPresent(reason -> spec.commandLine()
                    .getErr()
                    .println("substantia: headers were not compared with the anatomy: " + reason));
        }
        print(cohort, report, spec.commandLine().getOut());
        if (json.isPresent()) {
            Provenance provenance =
                    new Provenance(Version.number(), "validate", Map.of(), OptionalLong.empty(), Map.of());
            JsonFiles.write(json.get(), ValidationJson.of(provenance, report));
        }
        return report.count(Severity.ERROR) > 0 ? ExitCode.DATA : ExitCode.OK;
    }

    private static void print(Cohort cohort, ValidationReport report, PrintWriter out) {
        out.println(cohort.source() + ": " + cohort.layout() + ", " + Format.count(report.caseCount(), "case"));
        Optional<String> previous = Optional.empty();
        for (Finding finding : report.findings()) {
            if (!finding.caseId().equals(previous) || previous.isEmpty()) {
                finding.caseId().ifPresent(id -> out.println(id));
            }
            previous = finding.caseId();
            out.println((finding.caseId().isPresent() ? "  " : "")
                    + Format.words(finding.severity()) + ", "
                    + finding.check().title() + ": " + finding.message());
        }
        List<SortedSet<String>> together = report.groups().groups();
        if (!together.isEmpty()) {
            out.println("Keep on one side of every split:");
            together.forEach(group -> out.println("  " + String.join(", ", group)));
        }
        if (report.findings().isEmpty()) {
            out.println("Nothing wrong was found.");
        } else {
            out.println(Format.count(report.count(Severity.ERROR), "error") + ", "
                    + Format.count(report.count(Severity.WARNING), "warning"));
        }
    }
}
