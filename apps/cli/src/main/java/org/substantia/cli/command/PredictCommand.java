package org.substantia.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.substantia.cli.option.AnalysisChoices;
import org.substantia.cli.option.ComputeOptions;
import org.substantia.cli.option.PartOptions;
import org.substantia.cohort.layout.ContainerLayout;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code substantia predict}: label maps of the nuclei, biomarkers, a diagnosis and a report. */
@Command(
        name = "predict",
        mixinStandardHelpOptions = true,
        description = {
            "Segments the deep gray matter nuclei and estimates the probability of Parkinson's disease.",
            "Takes whichever of T1, QSM and NM a patient has (docs/how-to/analyze-patients.md). Images on different "
                    + "grids are registered first. The nuclei are located in the whole image, segmented in one patch "
                    + "at full resolution and measured. A report shows the evidence. For research only.",
            ""
        },
        footerHeading = "%nFiles written to OUTPUTS/ID:%n",
        footer = {
            "  QSM_pred.nii.gz         16 nuclei, on the QSM's own grid",
            "  NM_pred.nii.gz          the substantia nigra as NM shows it, on the NM's own grid",
            "  T1_pred.nii.gz          16 nuclei on the T1's grid, for cases without QSM",
            "  NM_nuclei_pred.nii.gz   16 nuclei on the NM's grid, for cases of NM alone",
            "  segmentation.json       volumes, confidence, quality flags, timings",
            "                          (docs/reference/segmentation-json.md)",
            "  biomarkers.json         measurements and their deviations from healthy subjects",
            "                          (docs/reference/biomarkers.md)",
            "  diagnosis.json          probability, interval, evidence, missing inputs",
            "                          (docs/explanation/diagnosis.md)",
            "  PD_pred.txt             0 or 1",
            "  report.html             one page that opens without a network (docs/reference/report.md)",
            "and to OUTPUTS: label_predict.csv and index.html, the table of all reports. With --part or",
            "--participant-label these are left to 'substantia group', and failure.json is written for a case",
            "that fails.",
            "",
            "Examples:",
            "  substantia predict cases predictions",
            "  substantia predict cases/patient7 predictions --tta --threads 4",
            "  substantia predict cases predictions --part 3/100"
        })
public final class PredictCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "INPUTS",
            description =
                    "a case folder with T1, QSM or NM as .nii.gz, a folder of case folders, the challenge's container "
                            + "layout (inputs/ID), or BIDS")
    private Path inputs;

    @Parameters(index = "1", paramLabel = "OUTPUTS", description = "folder for the results, with one folder per case")
    private Path outputs;

    @Mixin
    private AnalysisChoices choices = new AnalysisChoices();

    @Option(
            names = "--container",
            negatable = true,
            description =
                    "write empty masks and PD_pred.txt for a case that fails, and for one without QSM or NM the mask "
                            + "that is missing, as the challenge wants every file of every case (default: where INPUTS "
                            + "and OUTPUTS are the folders inputs and outputs of "
                            + "one folder, or INPUTS holds a folder inputs)")
    private Optional<Boolean> container = Optional.empty();

    @Mixin
    private PartOptions parts = new PartOptions();

    @Mixin
    private ComputeOptions compute = new ComputeOptions();

    @Override
    public Integer call() throws IOException {
        boolean everyFile = container.orElseGet(() -> ContainerLayout.is(inputs, outputs));
        return new PredictionRun(spec.commandLine(), choices, parts, compute, parts.isPart(), everyFile)
                .run(inputs, outputs);
    }
}
