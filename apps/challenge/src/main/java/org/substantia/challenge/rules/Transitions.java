package org.substantia.challenge.rules;

import java.util.EnumSet;
import java.util.Set;
import org.substantia.challenge.model.Submission;

/** The state machine of a submission, and what each state means for the attempt it reserved. */
public final class Transitions {
    private Transitions() {}

    /** The states that may follow. */
    public static Set<Submission.State> after(Submission.State state) {
        return switch (state) {
            case ACCEPTED ->
                EnumSet.of(
                        Submission.State.SCORING,
                        Submission.State.WITHDRAWN,
                        Submission.State.DELAYED,
                        Submission.State.VOID);
            case SCORING ->
                EnumSet.of(
                        Submission.State.SCORED,
                        Submission.State.DELAYED,
                        Submission.State.HELD,
                        Submission.State.VOID);
            case DELAYED -> EnumSet.of(Submission.State.SCORING, Submission.State.HELD, Submission.State.VOID);
            case HELD -> EnumSet.of(Submission.State.SCORING, Submission.State.VOID);
            case SCORED -> EnumSet.of(Submission.State.VOID);
            // A voided submission may be restored to what it was.
            case VOID -> EnumSet.of(Submission.State.SCORED, Submission.State.HELD, Submission.State.ACCEPTED);
            case WITHDRAWN -> EnumSet.noneOf(Submission.State.class);
        };
    }

    public static boolean allowed(Submission.State from, Submission.State to) {
        return after(from).contains(to);
    }

    /** Whether the attempt is given back on entering a state: it ends without a figure, or by our own fault. */
    public static boolean releases(Submission.State state) {
        return state == Submission.State.WITHDRAWN || state == Submission.State.HELD;
    }
}
