package org.substantia.pipeline.fusion;

import java.util.ArrayList;
import java.util.List;
import org.substantia.base.io.Sha256;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.foundation.roi.SliceStack;
import org.substantia.pipeline.CaseFailure;
import org.substantia.pipeline.CaseOutcomes;

/**
 * Every crop of a cohort's cases, whatever regions each of them has; for training that needs no diagnosis.
 *
 * @param stacks in the order of the cases
 * @param digest SHA-256 of what they were cut from
 * @param failures cases that could not be read
 */
public record UnlabeledCrops(List<SliceStack> stacks, String digest, List<CaseFailure> failures) {
    public UnlabeledCrops {
        stacks = List.copyOf(stacks);
        failures = List.copyOf(failures);
    }

    /**
     * Cuts what was not cut before, several cases at once.
     *
     * @param progress run after each case, from several threads
     */
    public static UnlabeledCrops read(List<CaseFolder> cases, CropCache cache, Workers workers, Runnable progress) {
        CaseOutcomes<CropCache.Cut> cut = CaseOutcomes.of(cases, workers, progress, cache::of);
        List<SliceStack> stacks = new ArrayList<>();
        Sha256 digest = new Sha256();
        for (CropCache.Cut one : cut.found()) {
            stacks.addAll(one.stacks().values());
            digest.update(one.digest());
        }
        return new UnlabeledCrops(stacks, digest.hex(), cut.failures());
    }
}
