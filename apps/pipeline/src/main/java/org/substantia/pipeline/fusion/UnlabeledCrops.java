package org.substantia.pipeline.fusion;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.substantia.base.io.Sha256;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.foundation.roi.Roi;
import org.substantia.foundation.roi.SliceStack;
import org.substantia.pipeline.CaseFailure;
import org.substantia.pipeline.CaseOutcomes;

/**
 * Every crop of a cohort's cases, whatever regions each of them has; for training that needs no diagnosis.
 *
 * @param stacks in the order of the cases
 * @param failures cases that could not be read
 */
public record UnlabeledCrops(List<SliceStack> stacks, List<CaseFailure> failures) {
    public UnlabeledCrops {
        stacks = List.copyOf(stacks);
        failures = List.copyOf(failures);
    }

    /**
     * SHA-256 of what the crops of cases are cut from, those that turn out to fail among them; nothing is cut yet.
     *
     * @param progress run after each case, from several threads
     */
    public static String digest(List<CaseFolder> cases, CropCache cache, Workers workers, Runnable progress) {
        Sha256 digest = new Sha256();
        for (Optional<String> key :
                CaseOutcomes.<String>of(cases, workers, progress, cache::key).results()) {
            digest.update(key.orElse("cannot be read"));
        }
        return digest.hex();
    }

    /**
     * Cuts what was not cut before, several cases at once.
     *
     * @param progress run after each case, from several threads
     */
    public static UnlabeledCrops read(List<CaseFolder> cases, CropCache cache, Workers workers, Runnable progress) {
        CaseOutcomes<Map<Roi, SliceStack>> cut = CaseOutcomes.of(cases, workers, progress, cache::of);
        List<SliceStack> stacks = new ArrayList<>();
        cut.found().forEach(one -> stacks.addAll(one.values()));
        return new UnlabeledCrops(stacks, cut.failures());
    }
}
