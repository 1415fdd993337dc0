package org.substantia.base.numeric;

/** What an optimizer makes as large as it can. */
public interface Objective {
    double value(double[] parameters);

    /** @param gradient receives the derivatives by the parameters */
    double valueAndGradient(double[] parameters, double[] gradient);
}
