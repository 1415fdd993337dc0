package org.substantia.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.substantia.imaging.nifti.Nifti;

/** The five real T1 scans with manual labels as a cohort to learn from; not part of the build. */
final class ManualCohort {
    private ManualCohort() {}

    /** {@code ManualCohort DATA OUT}: lays the scans of DATA out as cases below OUT, with masks in our numbers. */
    public static void main(String[] args) throws IOException {
        write(Path.of(args[0]), Path.of(args[1]));
    }

    static void write(Path data, Path out) throws IOException {
        RealScans scans = new RealScans(data, out, out);
        for (String scan : RealScans.MANUAL) {
            Path folder = Files.createDirectories(out.resolve(scan));
            Files.copy(
                    data.resolve("t1-manual-labels/" + scan + "_SS.nii.gz"),
                    folder.resolve("T1.nii.gz"),
                    StandardCopyOption.REPLACE_EXISTING);
            Nifti.write(folder.resolve("QSM_mask.nii.gz"), scans.manual(scan));
        }
    }
}
