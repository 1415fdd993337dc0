package org.substantia.cohort.split;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of several parts of a row of cases, for jobs that share the work. Every case is in exactly one part, neighbors
 * stay together, and the sizes of parts differ by one at most. Immutable.
 *
 * @param index of the part, from 0
 * @param count of the parts
 */
public record Part(int index, int count) {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,9})/([0-9]{1,9})");

    /** The variables by which schedulers tell a job of an array its number: number, first, last, step, jobs. */
    private static final List<List<String>> ARRAYS = List.of(
            List.of(
                    "SLURM_ARRAY_TASK_ID",
                    "SLURM_ARRAY_TASK_MIN",
                    "SLURM_ARRAY_TASK_MAX",
                    "SLURM_ARRAY_TASK_STEP",
                    "SLURM_ARRAY_TASK_COUNT"),
            List.of("SGE_TASK_ID", "SGE_TASK_FIRST", "SGE_TASK_LAST", "SGE_TASK_STEPSIZE", ""),
            // LSF does not tell where an array begins.
            List.of("LSB_JOBINDEX", "", "LSB_JOBINDEX_END", "LSB_JOBINDEX_STEP", ""));

    /** @throws IllegalArgumentException if there is no such part */
    public Part {
        if (count < 1 || index < 0 || index >= count) {
            throw new IllegalArgumentException(
                    "part " + index + "/" + count + " does not exist: parts are counted from 0, so the last of " + count
                            + " is " + (count - 1) + "/" + count);
        }
    }

    /**
     * @param text {@code 3/8} and the like: the fourth of eight parts
     * @throws IllegalArgumentException if it is not of that form, or there is no such part
     */
    public static Part parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no part; expected I/N with I from 0 to N - 1, such as 0/8");
        }
        return new Part(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /**
     * The part that a scheduler gives this job of an array: Slurm, Grid Engine or LSF, whose arrays must begin at 1.
     *
     * @param environment of the process
     * @return empty outside an array
     * @throws IllegalArgumentException if the scheduler's variables contradict each other, or the array is no plain row
     *     of numbers, such as one in which only failed jobs are run again
     */
    public static Optional<Part> ofArray(Map<String, String> environment) {
        for (List<String> names : ARRAYS) {
            Optional<Integer> number = number(environment, names.get(0));
            Optional<Integer> last = number(environment, names.get(2));
            if (number.isPresent() && last.isPresent()) {
                int first = number(environment, names.get(1)).orElse(1);
                int step = Math.max(1, number(environment, names.get(3)).orElse(1));
                int count = (last.get() - first) / step + 1;
                int jobs = number(environment, names.get(4)).orElse(count);
                if (jobs != count || (number.get() - first) % step != 0) {
                    throw new IllegalArgumentException("the array's " + jobs + " jobs are no plain row from " + first
                            + " to " + last.get() + "; name the part: --part I/N");
                }
                return Optional.of(new Part((number.get() - first) / step, count));
            }
        }
        return Optional.empty();
    }

    /** A variable's value; empty where it is not set, or set to a word as Grid Engine does outside of arrays. */
    private static Optional<Integer> number(Map<String, String> environment, String name) {
        String value = environment.getOrDefault(name, "");
        return value.matches("[0-9]{1,9}") ? Optional.of(Integer.valueOf(value)) : Optional.empty();
    }

    /** This part of a row; empty where there are more parts than items. */
    public <T> List<T> of(List<T> row) {
        return row.subList(border(index, row.size()), border(index + 1, row.size()));
    }

    private int border(int part, int size) {
        return (int) ((long) part * size / count);
    }

    /** {@code 3/8}. */
    @Override
    public String toString() {
        return index + "/" + count;
    }
}
