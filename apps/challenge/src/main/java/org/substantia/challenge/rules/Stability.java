package org.substantia.challenge.rules;

import java.util.List;
import java.util.Optional;

/**
 * How firm the ranks of a board are: the answers of {@code substantia compare} to the entries that are ranked.
 *
 * @param cases how many were resampled
 * @param replicates how often
 * @param places of the ranked entries
 */
public record Stability(int cases, int replicates, List<Place> places) {
    private static final int LETTERS = 26;

    /**
     * Where an entry stands.
     *
     * @param low end of the 95 % interval of its rank
     * @param high other end
     * @param groups numbers of its significance groups; 0 is that of the best
     */
    public record Place(String submission, int low, int high, List<Integer> groups) {
        public Place {
            groups = List.copyOf(groups);
        }

        /** The interval as people read it. */
        public String ranks() {
            return low == high ? String.valueOf(low) : low + "–" + high;
        }

        /** The groups as letters: {@code a}, {@code b c}; behind {@code z} comes {@code a1}. */
        public String letters() {
            StringBuilder letters = new StringBuilder();
            for (int group : groups) {
                letters.append(letters.isEmpty() ? "" : " ").append((char) ('a' + group % LETTERS));
                if (group >= LETTERS) {
                    letters.append(group / LETTERS);
                }
            }
            return letters.toString();
        }
    }

    public Stability {
        places = List.copyOf(places);
    }

    public Optional<Place> of(String submission) {
        return places.stream().filter(p -> p.submission().equals(submission)).findFirst();
    }
}
