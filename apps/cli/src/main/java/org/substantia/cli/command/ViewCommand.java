package org.substantia.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.substantia.cli.console.ExitCode;
import org.substantia.cli.console.LocalPage;
import org.substantia.cli.console.Version;
import org.substantia.cli.option.PageOptions;
import org.substantia.cli.output.ResultFindings;
import org.substantia.cohort.Cohort;
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
            description = "the case that --out writes; needed if there are several")
    private Optional<String> caseId = Optional.empty();

    @Mixin
    private PageOptions page = new PageOptions();

    @Override
    public Integer call() throws IOException {
        Optional<Cohort> truths = truth.isPresent() ? Optional.of(Cohort.open(truth.get())) : Optional.empty();
        Optional<Cohort> scans = images.isPresent() ? Optional.of(Cohort.open(images.get())) : Optional.empty();
        CaseLibrary library = CaseLibrary.of(Cohort.open(results), truths, scans);
        FindingsSource findings = new ResultFindings(results);
        if (out.isPresent()) {
            StandalonePage.write(library, findings, wanted(library), out.get());
            spec.commandLine().getOut().println(out.get());
            return ExitCode.OK;
        }
        LocalPage.serve(
                new ViewerHandler(library, findings, "Substantia " + Version.number()),
                page.port(),
                page.openBrowser(),
                spec);
        return ExitCode.OK;
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
