package org.substantia.challenge.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.substantia.base.io.ByteSource;
import org.substantia.base.io.FileTrees;
import org.substantia.base.io.Sha256;
import org.substantia.challenge.intake.CaseList;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.LabelTable;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.nifti.Nifti;

/**
 * A version of the truth as it is taken in: copied under the hash of its content, for nobody's eyes but the owner's.
 */
public final class TruthFolder {
    private TruthFolder() {}

    /** What was taken in. */
    public record Taken(String sha256, String folder, CaseList cases) {}

    /**
     * Takes a truth in and makes the sample submission of its cases.
     *
     * @param source folder with ID/QSM_mask.nii.gz, ID/NM_mask.nii.gz, and labels.csv for the diagnoses
     * @throws IOException if it is no truth, or cannot be copied; no part of it is then taken for the whole
     */
    public static Taken take(Path source, String phase, DataFolder data) throws IOException {
        Cohort cohort = Cohort.open(source);
        CaseList cases = cases(source, cohort);
        Map<String, String> manifest = manifest(source);
        String sha256 = sha256(manifest);
        Path target = data.truth().resolve(phase).resolve(sha256);
        // Before anything is in it.
        OwnerOnly.closedFolder(data.truth());
        copy(source, manifest, target);
        SampleSubmission.write(cohort, cases.grids().keySet(), data.sample(phase, sha256));
        return new Taken(sha256, data.path().relativize(target).toString(), cases);
    }

    /** Under its name the folder is whole, whenever the program is stopped. */
    private static void copy(Path source, Map<String, String> manifest, Path target) throws IOException {
        if (Files.isDirectory(target) && manifest(target).equals(manifest)) {
            return;
        }
        Path staged = target.resolveSibling(".taken-" + UUID.randomUUID());
        try {
            for (String name : manifest.keySet()) {
                Path copy = staged.resolve(name);
                Files.createDirectories(copy.getParent());
                Files.copy(source.resolve(name), copy);
            }
            if (!manifest(staged).equals(manifest)) {
                throw new IOException(source + ": was changed while it was copied; try again");
            }
            // What is there is not what its name says.
            FileTrees.delete(target);
            Files.move(staged, target);
        } finally {
            FileTrees.delete(staged);
        }
    }

    private static CaseList cases(Path source, Cohort cohort) throws IOException {
        Map<String, Optional<List<Integer>>> grids = new HashMap<>();
        for (CaseFolder folder : cohort.cases()) {
            Optional<List<Integer>> grid = Optional.empty();
            for (ByteSource mask : folder.masks().values()) {
                Geometry geometry = Nifti.readLabelHeader(mask).geometry();
                grid = Optional.of(List.of(geometry.nx(), geometry.ny(), geometry.nz()));
            }
            grids.put(folder.id(), grid);
        }
        Optional<LabelTable> labels = cohort.labels();
        if (cohort.cases().isEmpty()) {
            labels.ifPresent(table -> table.rows().keySet().forEach(id -> grids.put(id, Optional.empty())));
        }
        if (grids.isEmpty()) {
            throw new IOException(source + ": has neither masks nor a table of labels");
        }
        return new CaseList(grids);
    }

    /** The files of a folder, each with its SHA-256. */
    static Map<String, String> manifest(Path folder) throws IOException {
        Map<String, String> manifest = new TreeMap<>();
        for (Path file : FolderFiles.of(folder)) {
            manifest.put(FolderFiles.name(folder, file), Sha256.hex(file));
        }
        return manifest;
    }

    /** The hash of a folder: that of the list of its files with their hashes. */
    public static String sha256(Path folder) throws IOException {
        return sha256(manifest(folder));
    }

    static String sha256(Map<String, String> manifest) {
        Sha256 digest = new Sha256();
        manifest.forEach((name, hash) -> digest.update(hash + "  " + name + "\n"));
        return digest.hex();
    }
}
