package org.substantia.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.substantia.cli.console.ExitCode;
import org.substantia.cli.console.LocalPage;
import org.substantia.cli.console.Version;
import org.substantia.cli.option.CohortFiles;
import org.substantia.cli.option.Overwritten;
import org.substantia.cli.option.PageOptions;
import org.substantia.cli.output.ResultFindings;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.layout.CohortException;
import org.substantia.viewer.CaseLibrary;
import org.substantia.viewer.StandalonePage;
import org.substantia.viewer.ViewerHandler;
import org.substantia.viewer.findings.FindingsSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code substantia view}: images and masks in the browser. */
@Command(
        name = "view",
        mixinStandardHelpOptions = true,
        description = {
            "Shows cases in the browser: images in three planes, masks as outlines, the nuclei in space.",
            "What predict found is listed beside them, and every biomarker leads to its place in the images. With "
                    + "the truth, missed and false voxels as well. The page is served to this machine alone; "
                    + "nothing is sent anywhere. With --out it becomes one file that opens without the program.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  substantia view results --images inputs",
            "  substantia view results --truth test --case SYN_0001 --out case.html"
        })
public final class ViewCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RESULTS", description = "folder of cases: what predict wrote, or any cohort")
    private Path results;

    @Option(
            names = "--truth",
            paramLabel = "COHORT",
            description = "reference masks to compare with; also images, where RESULTS has none")
    private Optional<Path> truth = Optional.empty();

    @Option(
            names = "--images",
            paramLabel = "COHORT",
            description = "the images, where they lie neither in RESULTS nor in the truth")
    private Optional<Path> images = Optional.empty();

    @Option(
            names = "--out",
            paramLabel = "FILE.html",
            description = "write the page of one case to FILE instead of serving")
    private Optional<Path> out = Optional.empty();

    @Option(
            names = "--case",
            paramLabel = "ID",
            description = "the case that the page opens, or that --out writes; needed there if there are several")
    private Optional<String> caseId = Optional.empty();

    @Mixin
    private PageOptions page = new PageOptions();

    @Override
    public Integer call() throws IOException {
        if (out.isPresent()) {
            page.requireNone("--out");
        }
        Optional<Cohort> truths = truth.isPresent() ? Optional.of(Cohort.open(truth.get())) : Optional.empty();
        Optional<Cohort> scans = images.isPresent() ? Optional.of(Cohort.open(images.get())) : Optional.empty();
        Cohort cases = Cohort.open(results);
        CaseLibrary library = CaseLibrary.of(cases, truths, scans);
        FindingsSource findings = new ResultFindings(results);
        if (caseId.isPresent() && !library.ids().contains(caseId.get())) {
            throw new CohortException(caseId.get(), "is none of the cases " + String.join(", ", library.ids()));
        }
        if (out.isPresent()) {
            String id = wanted(library);
            CohortFiles.refuse(results, cases, out.get(), spec);
            if (truths.isPresent()) {
                CohortFiles.refuse(truth.get(), truths.get(), out.get(), spec);
            }
            if (scans.isPresent()) {
                CohortFiles.refuse(images.get(), scans.get(), out.get(), spec);
            }
            requireFindingsKept(id, out.get());
            StandalonePage.write(library, findings, id, out.get());
            spec.commandLine().getOut().println(out.get());
            return ExitCode.OK;
        }
        LocalPage.serve(
                new ViewerHandler(library, findings, "Substantia " + Version.number()),
                page.port(),
                page.openBrowser(),
                caseId,
                spec);
        return ExitCode.OK;
    }

    /** What predict found of the case lies in its folder; an earlier page may lie there, too. */
    private void requireFindingsKept(String id, Path file) throws IOException {
        if (!file.toString().toLowerCase(Locale.ROOT).endsWith(".html") && Files.isDirectory(results.resolve(id))) {
            Overwritten.refuse(results.resolve(id), file, spec);
        }
    }

    private String wanted(CaseLibrary library) {
        if (caseId.isPresent()) {
            return caseId.get();
        }
        if (library.ids().size() == 1) {
            return library.ids().get(0);
        }
        throw new ParameterException(
                spec.commandLine(),
                "--out writes one case; name it with --case, such as "
                        + library.ids().get(0));
    }
}
