package org.substantia.pipeline.adaptation.segmentation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.substantia.base.io.ByteSource;
import org.substantia.base.io.Sha256;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.LabelTable;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.layout.CohortException;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.pipeline.CaseFailure;
import org.substantia.pipeline.CaseOutcomes;
import org.substantia.pipeline.input.FileDigests;
import org.substantia.segmentation.plan.LabelSet;

/**
 * Cases with images and masks to learn from and to be tested on. Immutable.
 *
 * @param cases by id
 * @param structures that some mask of each kind holds; others are neither learned nor tested
 * @param diagnoses by which the folds are stratified, where they are known
 * @param digest SHA-256 of all images and masks, and of the version of the program
 * @param failures cases that cannot be used
 */
public record SegmentationCohort(
        SortedMap<String, CaseFolder> cases,
        Map<LabelScheme, Set<Structure>> structures,
        Map<String, Optional<Diagnosis>> diagnoses,
        String digest,
        List<CaseFailure> failures) {
    /** What was found in one case. */
    private record Found(String digest, Map<LabelScheme, Set<Structure>> structures) {}

    public SegmentationCohort {
        cases = Collections.unmodifiableSortedMap(new TreeMap<>(cases));
        diagnoses = Collections.unmodifiableMap(new TreeMap<>(diagnoses));
        failures = List.copyOf(failures);
    }

    /**
     * Reads the masks of all cases.
     *
     * @param labels of the cohort, if it has any
     * @param version of the program, on which what is made of a case depends, too
     * @param progress run after each case, from several threads
     * @throws CohortException if no case has an image and a mask with a structure
     */
    public static SegmentationCohort read(
            Cohort cohort, Optional<LabelTable> labels, String version, Workers workers, Runnable progress)
            throws CohortException {
        List<CaseFolder> all = cohort.cases();
        CaseOutcomes<Found> looked = CaseOutcomes.of(all, workers, progress, SegmentationCohort::look);
        SortedMap<String, CaseFolder> cases = new TreeMap<>();
        Map<LabelScheme, Set<Structure>> structures = new EnumMap<>(LabelScheme.class);
        Map<String, Optional<Diagnosis>> diagnoses = new TreeMap<>();
        SortedMap<String, String> digests = new TreeMap<>();
        for (int i = 0; i < all.size(); i++) {
            CaseFolder folder = all.get(i);
            Optional<Found> found = looked.results().get(i);
            if (found.isPresent()) {
                cases.put(folder.id(), folder);
                digests.put(folder.id(), found.get().digest());
                found.get().structures().forEach((scheme, some) -> structures
                        .computeIfAbsent(scheme, s -> EnumSet.noneOf(Structure.class))
                        .addAll(some));
                diagnoses.put(folder.id(), labels.flatMap(table -> table.diagnosisOf(folder)));
            }
        }
        List<CaseFailure> failures = looked.failures();
        if (cases.isEmpty()) {
            throw new CohortException(
                    cohort.source(),
                    "no case has an image and a mask with a structure"
                            + (failures.isEmpty() ? "" : "; " + failures.get(0).message()));
        }
        return new SegmentationCohort(
                cases,
                structures,
                diagnoses,
                new Sha256().update(version).update(digests.toString()).hex(),
                failures);
    }

    private static Found look(CaseFolder folder) throws IOException {
        if (folder.images().isEmpty() || folder.masks().isEmpty()) {
            throw new CohortException(folder.id(), "has no " + (folder.images().isEmpty() ? "image" : "mask"));
        }
        Sha256 digest = new Sha256();
        FileDigests.add(digest, folder.images());
        FileDigests.add(digest, folder.masks());
        Map<LabelScheme, Set<Structure>> structures = new EnumMap<>(LabelScheme.class);
        for (Map.Entry<LabelScheme, ByteSource> mask : folder.masks().entrySet()) {
            LabelMap labels = Nifti.readLabels(mask.getValue()).labels();
            Set<Structure> present = EnumSet.noneOf(Structure.class);
            labels.counts().keySet().forEach(label -> mask.getKey()
                    .nucleusOf(label)
                    .map(Nucleus::structure)
                    .ifPresent(present::add));
            if (!present.isEmpty()) {
                structures.put(mask.getKey(), present);
            }
        }
        if (structures.isEmpty()) {
            throw new CohortException(folder.id(), "has no mask with a structure that is known");
        }
        return new Found(digest.hex(), structures);
    }

    /** The challenge's label sets without the structures that no mask holds. */
    public List<LabelSet> labelSets() {
        List<LabelSet> sets = new ArrayList<>();
        for (LabelScheme scheme : LabelScheme.values()) {
            Set<Structure> present = structures.getOrDefault(scheme, Set.of());
            List<Integer> labels = scheme.nuclei().stream()
                    .filter(nucleus -> present.contains(nucleus.structure()))
                    .map(nucleus -> scheme.labelOf(nucleus).getAsInt())
                    .toList();
            if (!labels.isEmpty()) {
                sets.add(new LabelSet(
                        scheme.name(),
                        LabelSet.of(scheme).structures().stream()
                                .filter(structure -> labels.contains(structure.label()))
                                .toList()));
            }
        }
        return sets;
    }
}
