package org.substantia.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.substantia.annotation.AnnotationFolder;
import org.substantia.annotation.DrawingState;
import org.substantia.annotation.LogCheck;
import org.substantia.annotation.MaskExport;
import org.substantia.annotation.Rater;
import org.substantia.cli.console.ExitCode;
import org.substantia.cli.console.LocalPage;
import org.substantia.cli.console.Version;
import org.substantia.cli.console.Warnings;
import org.substantia.cli.option.CohortFiles;
import org.substantia.cli.option.Overwritten;
import org.substantia.cli.option.PageOptions;
import org.substantia.cli.output.ResultFindings;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.viewer.AnnotateHandler;
import org.substantia.viewer.CaseLibrary;
import org.substantia.viewer.findings.FindingsSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code substantia annotate}: masks drawn by hand. */
@Command(
        name = "annotate",
        mixinStandardHelpOptions = true,
        description = {
            "Draws masks in the browser, with a boundary search that moves a border onto the image's edge.",
            "Every edit is kept at once, in one file for each case, image and rater; it can be taken back at any "
                    + "time. Two raters draw independently under two names. The page is served to this machine alone.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  substantia annotate cohort --rater li",
            "  substantia annotate cohort --rater li --predictions results",
            "  substantia annotate cohort --rater li --agreement wang --out agreement.json",
            "  substantia annotate cohort --rater li --review wang",
            "  substantia annotate cohort --rater li --review wang --export agreed",
            "  substantia annotate cohort --rater li --export drawn"
        })
public final class AnnotateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "COHORT", description = "cases with their images")
    private Path cohort;

    @Option(
            names = "--rater",
            paramLabel = "NAME",
            required = true,
            description = "who draws: letters, digits, - and _")
    private String rater;

    @Option(
            names = "--annotations",
            paramLabel = "FOLDER",
            description = "where the events are kept (default: ${DEFAULT-VALUE})",
            defaultValue = "annotations",
            showDefaultValue = Help.Visibility.NEVER)
    private Path annotations;

    @Option(
            names = "--predictions",
            paramLabel = "RESULTS",
            description = "predicted masks to start from, slice by slice, where the rater wants to; the cases of which "
                    + "the model is in doubt come first in the list")
    private Optional<Path> predictions = Optional.empty();

    @Option(
            names = "--verify",
            description =
                    "check the chain and replay of every log of the rater, or of the consensus with --review, and "
                            + "end")
    private boolean verify;

    @Option(
            names = "--export",
            paramLabel = "FOLDER",
            description = "write the masks that the rater has signed, with their images, as a cohort to train on, and "
                    + "end; with --review, the consensus that both have signed")
    private Optional<Path> export = Optional.empty();

    @Option(
            names = "--agreement",
            paramLabel = "NAME",
            description = "print how well this rater agrees with rater NAME on what both have drawn, and end")
    private Optional<String> agreement = Optional.empty();

    @Option(
            names = "--out",
            paramLabel = "FILE.json",
            description = "with --agreement, write the figures of all cases and of each to FILE as well")
    private Optional<Path> out = Optional.empty();

    @Option(
            names = "--review",
            paramLabel = "NAME",
            description = "go through the differences from rater NAME, decide them one by one, and sign the consensus; "
                    + "both must have signed their masks")
    private Optional<String> review = Optional.empty();

    @Mixin
    private PageOptions page = new PageOptions();

    @Override
    public Integer call() throws IOException {
        Rater who = rater("--rater", rater);
        Optional<Rater> other = another("--review", review, who);
        Optional<Rater> compared = another("--agreement", agreement, who);
        requireOneTask();
        if (out.isPresent() && agreement.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--out goes with --agreement");
        }
        AnnotationFolder folder = new AnnotationFolder(annotations);
        Cohort cases = Cohort.open(cohort);
        if (out.isPresent()) {
            requireKept(cases, folder, out.get());
        }
        if (verify) {
            return verify(cases, folder, who, other);
        }
        if (export.isPresent()) {
            return export(cases, folder, who, other, export.get());
        }
        if (compared.isPresent()) {
            return agreement(cases, folder, who, compared.get());
        }
        Optional<Cohort> starts =
                predictions.isPresent() ? Optional.of(Cohort.open(predictions.get())) : Optional.empty();
        CaseLibrary library = CaseLibrary.forDrawing(cases, starts);
        FindingsSource findings =
                predictions.<FindingsSource>map(ResultFindings::new).orElse(FindingsSource.NONE);
        try (AnnotateHandler handler = new AnnotateHandler(library, findings, folder, who, other, Version.number())) {
            LocalPage.serve(handler, page.port(), page.openBrowser(), Optional.empty(), spec);
        }
        return ExitCode.OK;
    }

    /** Of two that end the command only one would be done, and what is for the page would be passed over. */
    private void requireOneTask() {
        List<String> tasks = new ArrayList<>();
        if (verify) {
            tasks.add("--verify");
        }
        if (export.isPresent()) {
            tasks.add("--export");
        }
        if (agreement.isPresent()) {
            tasks.add("--agreement");
            // With the two others it says whose mask is meant.
            if (review.isPresent()) {
                tasks.add("--review");
            }
        }
        if (tasks.size() > 1) {
            throw new ParameterException(
                    spec.commandLine(), String.join(" and ", tasks) + " exclude each other; name one of them");
        }
        for (String task : tasks) {
            page.requireNone(task);
            if (predictions.isPresent()) {
                throw new ParameterException(
                        spec.commandLine(), "--predictions is for the page; with " + task + " none is served");
            }
        }
    }

    /** Nothing of the cohort and nobody's log is lost. */
    private void requireKept(Cohort cases, AnnotationFolder folder, Path output) throws IOException {
        CohortFiles.refuse(cohort, cases, output, spec);
        for (Path log : folder.logs()) {
            Overwritten.refuse(log, output, spec);
        }
    }

    private Optional<Rater> another(String option, Optional<String> name, Rater who) {
        Optional<Rater> other = name.map(given -> rater(option, given));
        if (other.isPresent() && other.get().equals(who)) {
            throw new ParameterException(spec.commandLine(), option + " names another rater than --rater");
        }
        return other;
    }

    private Rater rater(String option, String name) {
        try {
            Rater who = new Rater(name);
            if (who.equals(Rater.CONSENSUS)) {
                throw new IllegalArgumentException("'consensus' is what two raters agree on, not a rater's name");
            }
            return who;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), option + ": " + e.getMessage(), e);
        }
    }

    private int verify(Cohort cases, AnnotationFolder folder, Rater who, Optional<Rater> other) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Rater drawnBy = other.isPresent() ? Rater.CONSENSUS : who;
        List<String> faults = new ArrayList<>();
        int logs = 0;
        for (CaseFolder one : cases.cases()) {
            for (LabelScheme scheme : LabelScheme.values()) {
                if (Files.exists(folder.file(one.id(), scheme, drawnBy))) {
                    logs++;
                    try {
                        out.println(LogCheck.of(one, scheme, who, other, folder).summary());
                    } catch (IOException e) {
                        faults.add(e.getMessage());
                    }
                }
            }
        }
        strangers(cases, folder, drawnBy)
                .forEach(log -> faults.add(log + ": is not checked; " + cohort + " has no such case"));
        faults.forEach(fault -> spec.commandLine().getErr().println("substantia: " + fault));
        if (logs == 0 && faults.isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .println("substantia: " + annotations + ": "
                            + (other.isPresent()
                                    ? "no review of these cases has begun"
                                    : "rater " + who.name() + " has drawn none of these cases"));
            return ExitCode.DATA;
        }
        return faults.isEmpty() ? ExitCode.OK : ExitCode.DATA;
    }

    /** The logs of a rater that belong to no case of the cohort. */
    private static List<Path> strangers(Cohort cases, AnnotationFolder folder, Rater drawnBy) throws IOException {
        Set<Path> known = new LinkedHashSet<>();
        for (CaseFolder one : cases.cases()) {
            for (LabelScheme scheme : LabelScheme.values()) {
                Path log = folder.file(one.id(), scheme, drawnBy);
                if (Files.exists(log)) {
                    // Of two names that the disk takes for one it gives the one that it lists.
                    known.add(log.toRealPath());
                }
            }
        }
        List<Path> strangers = new ArrayList<>();
        for (Path log : folder.logs(drawnBy)) {
            if (!known.contains(log.toRealPath())) {
                strangers.add(log);
            }
        }
        return strangers;
    }

    /** The cases that the cohort lacks and a rater has drawn, by the images that were drawn on. */
    private static Set<List<String>> strangersDrawn(Cohort cases, AnnotationFolder folder, Rater drawnBy)
            throws IOException {
        Set<List<String>> drawn = new LinkedHashSet<>();
        for (Path log : strangers(cases, folder, drawnBy)) {
            String id = log.getParent().getFileName().toString();
            for (LabelScheme scheme : LabelScheme.values()) {
                if (log.equals(folder.file(id, scheme, drawnBy)) && isDrawn(folder, id, scheme, drawnBy)) {
                    drawn.add(List.of(id, scheme.name()));
                }
            }
        }
        return drawn;
    }

    /** One that cannot be read was not only opened. */
    private static boolean isDrawn(AnnotationFolder folder, String id, LabelScheme scheme, Rater drawnBy) {
        try {
            return folder.state(id, scheme, drawnBy) != DrawingState.EMPTY;
        } catch (IOException e) {
            return true;
        }
    }

    /** Nothing of these is written or compared, which may be meant. */
    private void warnOf(Set<List<String>> strangers) {
        Set<String> ids =
                strangers.stream().map(one -> one.get(0)).collect(Collectors.toCollection(LinkedHashSet::new));
        if (!ids.isEmpty()) {
            Warnings.print(
                    spec.commandLine().getErr(),
                    List.of(annotations + ": drawings of " + String.join(", ", ids) + " are left out; " + cohort
                            + " has no such case"));
        }
    }

    private int agreement(Cohort cases, AnnotationFolder folder, Rater who, Rater other) throws IOException {
        RaterAgreement table = RaterAgreement.of(folder, who, other, cases.cases());
        Set<List<String>> strangers = strangersDrawn(cases, folder, who);
        strangers.retainAll(strangersDrawn(cases, folder, other));
        warnOf(strangers);
        table.print(spec.commandLine().getOut());
        table.faults().forEach(fault -> spec.commandLine().getErr().println("substantia: " + fault));
        if (table.isEmpty()) {
            if (table.faults().isEmpty()) {
                spec.commandLine()
                        .getErr()
                        .println("substantia: " + annotations + ": raters " + who.name() + " and " + other.name()
                                + " have drawn none of these cases both");
            }
            return ExitCode.DATA;
        }
        if (out.isPresent()) {
            table.write(out.get());
            spec.commandLine().getOut().println(out.get());
        }
        return table.faults().isEmpty() ? ExitCode.OK : ExitCode.DATA;
    }

    private int export(Cohort cases, AnnotationFolder folder, Rater who, Optional<Rater> other, Path target)
            throws IOException {
        MaskExport masks = new MaskExport(folder, who, other);
        boolean isCohort = isSame(cohort, target);
        for (CaseFolder one : cases.cases()) {
            if (isCohort || MaskExport.isFolderOf(one, target)) {
                throw new ParameterException(
                        spec.commandLine(),
                        cohort + " is read and would be written over; name another folder for --export");
            }
        }
        warnOf(strangersDrawn(cases, folder, other.isPresent() ? Rater.CONSENSUS : who));
        List<String> faults = new ArrayList<>();
        int written = 0;
        for (CaseFolder one : cases.cases()) {
            try {
                List<LabelScheme> schemes = masks.write(one, target);
                written += schemes.isEmpty() ? 0 : 1;
                if (!schemes.isEmpty()) {
                    spec.commandLine().getOut().println(one.id() + ": " + schemes);
                }
            } catch (IOException e) {
                faults.add(e.getMessage());
            }
        }
        faults.forEach(fault -> spec.commandLine().getErr().println("substantia: " + fault));
        if (written == 0) {
            spec.commandLine()
                    .getErr()
                    .println("substantia: " + annotations + ": "
                            + (other.isPresent()
                                    ? "no consensus of these cases is signed by both raters"
                                    : "rater " + who.name() + " has signed no mask of these cases"));
        }
        return written == 0 || !faults.isEmpty() ? ExitCode.DATA : ExitCode.OK;
    }

    private static boolean isSame(Path one, Path other) throws IOException {
        return Files.exists(other) && Files.isSameFile(one, other);
    }
}
