package org.substantia.synthesis.population;

import org.substantia.cohort.anatomy.Side;

/**
 * How often nigrosome 1, the dorsolateral spot of low susceptibility, can be seen; both sides are drawn together, since
 * they go together.
 *
 * @param healthyBothVisible share of healthy persons
 * @param healthyOneLost share of healthy persons in whom one side (either, equally often) is not visible
 * @param parkinsonBothVisible share of patients
 * @param parkinsonMoreAffectedLost share of patients in whom only the more affected side is lost
 * @param parkinsonLessAffectedLost share of patients in whom only the less affected side is lost
 */
public record NigrosomeModel(
        double healthyBothVisible,
        double healthyOneLost,
        double parkinsonBothVisible,
        double parkinsonMoreAffectedLost,
        double parkinsonLessAffectedLost) {
    /** @throws IllegalArgumentException if a share is not above 0, or one group's leave nothing for both sides lost */
    public NigrosomeModel {
        if (!(healthyBothVisible > 0 && healthyOneLost > 0 && healthyBothVisible + healthyOneLost < 1)) {
            throw new IllegalArgumentException("the shares of healthy persons must be above 0 and their sum below 1");
        }
        if (!(parkinsonBothVisible > 0
                && parkinsonMoreAffectedLost > 0
                && parkinsonLessAffectedLost > 0
                && parkinsonBothVisible + parkinsonMoreAffectedLost + parkinsonLessAffectedLost < 1)) {
            throw new IllegalArgumentException("the shares of patients must be above 0 and their sum below 1");
        }
    }

    double healthyProbability(boolean right, boolean left) {
        if (right != left) {
            return healthyOneLost / 2;
        }
        return right ? healthyBothVisible : 1 - healthyBothVisible - healthyOneLost;
    }

    double parkinsonProbability(boolean right, boolean left, Side moreAffected) {
        boolean more = moreAffected == Side.RIGHT ? right : left;
        boolean less = moreAffected == Side.RIGHT ? left : right;
        if (more) {
            return less ? parkinsonBothVisible : parkinsonLessAffectedLost;
        }
        return less
                ? parkinsonMoreAffectedLost
                : 1 - parkinsonBothVisible - parkinsonMoreAffectedLost - parkinsonLessAffectedLost;
    }
}
