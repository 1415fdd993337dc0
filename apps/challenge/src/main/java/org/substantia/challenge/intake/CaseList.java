package org.substantia.challenge.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The cases of a phase, which are public as its images are: their ids, and the sizes of their grids where they are
 * known.
 *
 * @param grids by id: three numbers of voxels, or empty
 */
public record CaseList(Map<String, Optional<List<Integer>>> grids) {
    private static final int AXES = 3;

    public CaseList {
        grids = java.util.Collections.unmodifiableMap(new TreeMap<>(grids));
    }

    /**
     * @param lines an id each, and behind it the numbers of voxels where they are known: {@code RJPD_001 300 300 70}
     */
    public static CaseList parse(String lines) {
        Map<String, Optional<List<Integer>>> grids = new TreeMap<>();
        for (String line : lines.split("\n", -1)) {
            String[] parts = line.strip().split(" ", -1);
            if (parts[0].isEmpty()) {
                continue;
            }
            List<Integer> sizes = new ArrayList<>();
            for (int i = 1; i < parts.length; i++) {
                sizes.add(Integer.parseInt(parts[i]));
            }
            grids.put(parts[0], sizes.size() == AXES ? Optional.of(List.copyOf(sizes)) : Optional.empty());
        }
        return new CaseList(grids);
    }

    /** What {@link #parse} reads. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        grids.forEach((id, grid) -> lines.add(id
                + grid.map(g -> " " + g.get(0) + " " + g.get(1) + " " + g.get(2))
                        .orElse("")));
        return lines;
    }
}
